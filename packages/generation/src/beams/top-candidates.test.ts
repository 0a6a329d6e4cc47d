import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { topCandidates } from "./top-candidates.ts";

const logs = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

test("the best of all beams, the best first", () => {
  const found = topCandidates([logs(0.5, 0.2, 0.3), logs(0.9, 0.1, 0)], [-1, -1.5], 4);
  expect(found.map(({ beam, tokenId }) => [beam, tokenId])).toEqual([
    [1, 0],
    [0, 0],
    [0, 2],
    [0, 1],
  ]);
  expect(found[0]?.score).toBeCloseTo(-1.5 + Math.log(0.9), 6);
});

test("drawn: each once, the first with its probability, the second with its share of the rest", () => {
  const random = randomStream(4, 0);
  const weights = [0.1, 0.4, 0.2, 0.3];
  const draws = 20_000;
  const firsts = [0, 0, 0, 0];
  const afterOne = [0, 0, 0, 0];
  for (let i = 0; i < draws; i++) {
    // Two beams, the second half as likely per token as its log probabilities say.
    const found = topCandidates([logs(0.1, 0.4), logs(0.4, 0.6)], [0, Math.log(0.5)], 3, random);
    const places = found.map(({ beam, tokenId }) => 2 * beam + tokenId);
    expect(new Set(places).size).toBe(3);
    const [first = 0, second = 0] = places;
    firsts[first] = (firsts[first] as number) + 1;
    if (first === 1) afterOne[second] = (afterOne[second] as number) + 1;
  }
  for (const [place, weight] of weights.entries()) {
    expect(Math.abs((firsts[place] as number) / draws - weight)).toBeLessThan(0.015);
    if (place === 1) continue;
    const share = (afterOne[place] as number) / (firsts[1] as number);
    expect(Math.abs(share - weight / 0.6)).toBeLessThan(0.025);
  }
});

test("what has no probability is not drawn while there is another", () => {
  const found = topCandidates([logs(0, 1e-30, 0)], [0], 2, () => 0.5);
  expect(found[0]?.tokenId).toBe(1);
});
