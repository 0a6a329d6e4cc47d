import { readFacts } from "./facts.ts";
import type { Recipe } from "./recipe.ts";

/** A line on a model: its task, size and scores, or that it was not built. */
export async function zooEntry({ name, task, version }: Recipe): Promise<string> {
  const facts = await readFacts(name);
  if (facts?.version !== version) return `${name} (${task}): not built`;
  const scores = facts.scores.map(
    ({ dataset, metric, value }) => `${metric} ${value.toFixed(3)} on ${dataset}`,
  );
  return `${name} (${task}): ${(facts.bytes / 1e6).toFixed(1)} MB, ${scores.join(", ")}`;
}
