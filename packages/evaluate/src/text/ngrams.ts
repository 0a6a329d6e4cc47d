import { countEach } from "./overlap.ts";

/** How often each run of `n` tokens occurs. Tokens have no line break in them. */
export function countNgrams(tokens: readonly string[], n: number): Map<string, number> {
  const runs = Array.from({ length: Math.max(0, tokens.length - n + 1) }, (_, i) =>
    tokens.slice(i, i + n).join("\n"),
  );
  return countEach(runs);
}

/** For each n-gram, as often as it is in the text that has it most often. */
export function mostNgrams(texts: readonly (readonly string[])[], n: number): Map<string, number> {
  const most = new Map<string, number>();
  for (const text of texts)
    for (const [ngram, count] of countNgrams(text, n)) most.set(ngram, Math.max(count, most.get(ngram) ?? 0));
  return most;
}
