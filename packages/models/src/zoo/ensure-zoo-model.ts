import { join } from "node:path";
import { cacheFolder, ensureFolder } from "@llm-course/hub";
import { UnbuiltModelError } from "../errors.ts";
import { readFacts, zooPaths } from "./facts.ts";
import type { Recipe } from "./recipe.ts";
import { readWeights } from "./weights-file.ts";

/** Raise it when what recipes write changes, so that folders written before are not taken for it. */
const assemblyVersion = 1;

/**
 * The folder of a model of the zoo, in the layout transformers.js loads. The first call makes it from the weights that come
 * with this package.
 *
 * @param cache where assembled models are kept
 * @returns an absolute path
 * @throws UnbuiltModelError for a recipe whose weights are not there, or are of another version
 * @throws ModelSourceError for weights that are damaged
 */
export async function ensureZooModel(recipe: Recipe, cache: string = cacheFolder("models")): Promise<string> {
  const { name, version } = recipe;
  const facts = await readFacts(name);
  if (facts?.version !== version) throw new UnbuiltModelError(name, version, facts?.version);
  const key = `${name}-v${version}.${assemblyVersion}-${facts.sha256.slice(0, 12)}`;
  return ensureFolder(join(cache, key), async (folder) =>
    recipe.assemble(await readWeights(zooPaths(name).weights, facts.sha256), folder),
  );
}
