import { expect, test } from "vitest";
import { random } from "../../test/vector/random-vectors.ts";
import { TopK } from "./top-k.ts";

test("it is the beginning of a sorted list, whatever the order and however many are equal", () => {
  const next = random(1);
  for (let round = 0; round < 500; round++) {
    const k = 1 + Math.floor(next() * 12);
    const candidates = Array.from({ length: Math.floor(next() * 60) }, (_, index) => ({
      score: Math.floor(next() * 10) - 5,
      index,
    })).sort(() => next() - 0.5);
    const top = new TopK(k);
    for (const { score, index } of candidates) top.push(score, index);
    const expected = candidates.sort((a, b) => b.score - a.score || a.index - b.index).slice(0, k);
    expect(top.sorted()).toEqual({
      scores: expected.map(({ score }) => score),
      indices: expected.map(({ index }) => index),
    });
  }
});

test("NaN is refused", () => {
  const top = new TopK(2);
  for (const score of [Number.NaN, 1, Number.NaN]) top.push(score, 0);
  expect(top.sorted()).toEqual({ scores: [1], indices: [0] });
});
