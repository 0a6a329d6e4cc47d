import { perplexity } from "@llm-course/evaluate";

/** @param logProbabilities natural logarithms of what each token was given */
export function perplexityOf(logProbabilities: Iterable<number>): number {
  const predictions = [Array.from(logProbabilities)];
  const references = predictions.map((row) => row.map(() => 0));
  return perplexity({ predictions, references }).perplexity;
}
