import { expect, test } from "vitest";
import { uniform } from "../corpora/shuffle.ts";
import { KneserNey } from "./kneser-ney.ts";

const size = 7;
/** Some tokens come more often than others, and after some more than after others. */
function randomText(length: number, seed: number): number[] {
  const random = uniform(seed);
  const tokens: number[] = [];
  for (let i = 0; i < length; i++)
    tokens.push(Math.floor(size * random() ** 2 + (tokens[i - 1] ?? 0) * (random() < 0.4 ? 1 : 0)) % size);
  return tokens;
}

/** The formulas of Chen and Goodman's paper, over texts of n-grams in maps. */
function reference(tokens: readonly number[], order: number) {
  const grams = (length: number) =>
    tokens.slice(length - 1).map((_, i) => tokens.slice(i, i + length).join(" "));
  const counts = Array.from({ length: order }, (_, i) => {
    const counted = new Map<string, number>();
    const longest = i + 1 === order;
    const seen = longest ? grams(order) : [...new Set(grams(i + 2))].map((gram) => gram.replace(/^\d+ /, ""));
    for (const gram of seen) counted.set(gram, (counted.get(gram) ?? 0) + 1);
    return counted;
  });
  const discounts = counts.map((counted) => {
    const n = (r: number) => [...counted.values()].filter((count) => count === r).length;
    const y = n(1) / (n(1) + 2 * n(2));
    const estimate = (r: number) => r - ((r + 1) * y * n(r + 1)) / n(r);
    return [0, 1, 2, 3].map((r) => (r === 0 ? 0 : estimate(r) > 0 ? estimate(r) : 0.5));
  });
  return function probability(token: number, context: readonly number[]): number {
    const known = context.slice(Math.max(0, context.length - order + 1));
    const counted = counts[known.length] as Map<string, number>;
    const shorter = known.length === 0 ? 1 / size : probability(token, known.slice(1));
    const after = (w: number) => counted.get([...known, w].join(" ")) ?? 0;
    const discount = (count: number) => discounts[known.length]?.[Math.min(count, 3)] as number;
    const all = Array.from({ length: size }, (_, w) => after(w));
    const total = all.reduce((a, b) => a + b);
    if (total === 0) return shorter;
    const left = all.map(discount).reduce((a, b) => a + b);
    return (after(token) - discount(after(token)) + left * shorter) / total;
  };
}

test("a bigram model of a few tokens has the probabilities computed by hand", () => {
  // 0 1 0 2 0 1 1: 01 twice, 10, 02, 20, 11 once. After two different tokens comes 0, after two 1, after one 2.
  const model = new KneserNey([0, 1, 0, 2, 0, 1, 1], { vocabSize: 3, order: 2 });
  // Bigrams: n₁ = 4, n₂ = 1, Y = 2/3, D₁ = 1 − 2 · 2/3 · 1/4 = 2/3, D₂ = 2 − 3 · 2/3 · 0/1 = 2.
  // Single tokens: n₁ = 1, n₂ = 2, Y = 1/5, D₁ = 1 − 2/5 · 2 = 1/5, D₂ = 2; left for the uniform 1/3 are 2 + 2 + 1/5 of 5.
  const single = [(4.2 * (1 / 3)) / 5, (4.2 * (1 / 3)) / 5, (0.8 + 4.2 * (1 / 3)) / 5] as const;
  for (const token of [0, 1, 2])
    expect(model.probability(token, [])).toBeCloseTo(single[token] as number, 12);
  // After 0: 1 twice and 2 once, of which 2 + 2/3 are left.
  expect(model.probability(0, [0])).toBeCloseTo(((8 / 3) * single[0]) / 3, 12);
  expect(model.probability(1, [0])).toBeCloseTo(((8 / 3) * single[1]) / 3, 12);
  expect(model.probability(2, [1, 0])).toBeCloseTo((1 / 3 + (8 / 3) * single[2]) / 3, 12);
});

test.each([1, 2, 3, 5])("of order %d, it has the probabilities of a plain reference", (order) => {
  const tokens = randomText(400, 1);
  const model = new KneserNey(tokens, { vocabSize: size, order });
  const expected = reference(tokens, order);
  const other = randomText(60, 2);
  const found = model.logProbabilities(other);
  for (const [i, token] of other.entries())
    expect(found[i]).toBeCloseTo(Math.log(expected(token, other.slice(0, i))), 10);
});

test("probabilities after any context sum to 1, also after one that never came", () => {
  const model = new KneserNey(randomText(300, 3), { vocabSize: size + 2 });
  for (const context of [[], [0], [size], [0, 1, 2, 0], [1, size + 1, 0], randomText(30, 4)]) {
    const all = Array.from({ length: size + 2 }, (_, token) => model.probability(token, context));
    expect(all.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(Math.min(...all)).toBeGreaterThan(0);
  }
});

test("longer contexts tell more of a text that follows a rule", () => {
  const text = (seed: number) => {
    const random = uniform(seed);
    const tokens = [0, 1, 2];
    while (tokens.length < 5000)
      tokens.push(random() < 0.9 ? ((tokens.at(-3) as number) + 1) % size : Math.floor(size * random()));
    return tokens;
  };
  const mean = (order: number) => {
    const found = new KneserNey(text(1), { vocabSize: size, order }).logProbabilities(text(2));
    return found.reduce((a, b) => a + b) / found.length;
  };
  expect(mean(4)).toBeGreaterThan(mean(3) + 0.3);
});
