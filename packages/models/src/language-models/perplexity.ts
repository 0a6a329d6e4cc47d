import { perplexity } from "@llm-course/evaluate";

/** @param logProbabilities natural logarithms of what each token was given */
export function perplexityOf(logProbabilities: Iterable<number>): number {
  const predictions = [Array.from(logProbabilities)];
  const references = predictions.map((row) => row.map(() => 0));
  return perplexity({ predictions, references }).perplexity;
}

/** The aim to be below another model's perplexity, in as many digits as a reader wants. */
export function belowOf(perplexity: number): number {
  return Math.floor(100 * perplexity) / 100;
}
