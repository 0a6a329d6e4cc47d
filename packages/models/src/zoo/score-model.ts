import { ensureZooModel } from "./ensure-zoo-model.ts";
import { readFacts } from "./facts.ts";
import type { Recipe, Score } from "./recipe.ts";

/**
 * Measures the weights that are shipped, and gives each score beside that of the card.
 *
 * @throws as `ensureZooModel`
 */
export async function scoreModel(
  recipe: Recipe,
  cache?: string,
): Promise<{ now: Score; card: Score | undefined }[]> {
  const folder = await ensureZooModel(recipe, cache);
  const facts = await readFacts(recipe.name);
  return (await recipe.evaluate(folder)).map((now) => ({
    now,
    card: facts?.scores.find(
      ({ dataset, metric }) => dataset === now.dataset && metric === now.metric,
    ) as Score,
  }));
}
