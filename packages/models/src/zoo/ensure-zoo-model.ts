import { ensureFolder } from "@llm-course/hub";
import { assembledFolder } from "./assembled-folder.ts";
import { zooPaths } from "./facts.ts";
import type { Recipe } from "./recipe.ts";
import { readWeights } from "./weights-file.ts";

/**
 * The folder of a model of the zoo, in the layout transformers.js loads. The first call makes it from the weights that come
 * with this package.
 *
 * @param cache where assembled models are kept
 * @returns an absolute path
 * @throws UnbuiltModelError for a recipe whose weights are not there, or are of another version
 * @throws ModelSourceError for weights that are damaged
 */
export async function ensureZooModel(recipe: Recipe, cache?: string): Promise<string> {
  const { path, facts } = await assembledFolder(recipe, cache);
  return ensureFolder(path, async (folder) =>
    recipe.assemble(await readWeights(zooPaths(recipe.name).weights, facts.sha256), folder),
  );
}
