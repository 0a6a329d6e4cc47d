import { describe, expect, test } from "vitest";
import { logSoftmax } from "../processors/log-softmax.ts";
import { randomStream } from "../random.ts";
import { BeamSearch } from "./beam-search.ts";
import { type ReferenceOptions, referenceBeams } from "./reference-beams.fixture.ts";

type Next = (ids: readonly number[]) => Float32Array;

/** Runs a search to its end, for log probabilities that are a function of the sequence. */
function search(next: Next, options: ReferenceOptions) {
  const { eos, prompt, maxNewTokens } = options;
  const beams = new BeamSearch({
    ...{ numBeamGroups: 1, diversityPenalty: 0, firstBeam: 0, random: undefined, endTokens: eos.length },
    ...options,
    ends: (ids) => {
      if (eos.includes(ids.at(-1) as number)) return "eos";
      return ids.length - prompt.length >= maxNewTokens ? "length" : undefined;
    },
  });
  let steps = 0;
  while (!beams.done) {
    expect(beams.advance(beams.running.map(({ tokenIds }) => next(tokenIds)))).toBe(true);
    steps++;
  }
  return { found: beams.finished, steps };
}

/** The logarithms of these probabilities after each text; all others are uniform. */
function table(size: number, rows: Record<string, number[]>): Next {
  const uniform = new Array<number>(size).fill(1 / size);
  return (ids) => Float32Array.from(rows[ids.join()] ?? uniform, Math.log);
}

/** A language without a structure: other probabilities after each text. */
function randomLanguage(seed: number, size: number): Next {
  return (ids) => {
    const stream = ids.reduce((hash, id) => (Math.imul(hash, 31) + id + 7) >>> 0, 1);
    const random = randomStream(seed, stream);
    return logSoftmax(Float32Array.from({ length: size }, () => 6 * random() - 3));
  };
}

describe("the length penalty, by hand", () => {
  // Token 0 ends. After the prompt 9: ending at once has 0.4; "1" has 0.6, and ends after it with 0.5.
  const next = table(3, { "9": [0.4, 0.6, 1e-9], "9,1": [0.5, 0.25, 0.25] });
  const options = { prompt: [9], numBeams: 2, maxNewTokens: 2, eos: [0], earlyStopping: false };

  test("without one the likelier sequence is the best", () => {
    const { found } = search(next, { ...options, lengthPenalty: 0 });
    expect(found.map(({ newTokens }) => newTokens)).toEqual([[0], [1, 0]]);
    expect(found[0]?.score).toBeCloseTo(Math.log(0.4), 6);
    expect(found[1]?.score).toBeCloseTo(Math.log(0.3), 6);
  });

  test("a penalty of 1 takes the mean of the log probabilities", () => {
    const { found } = search(next, { ...options, lengthPenalty: 1 });
    expect(found.map(({ newTokens }) => newTokens)).toEqual([[1, 0], [0]]);
    expect(found[0]?.score).toBeCloseTo(Math.log(0.3) / 2, 6);
  });

  test("one below 0 is for short sequences", () => {
    const { found } = search(next, { ...options, lengthPenalty: -1 });
    expect(found[1]?.score).toBeCloseTo(Math.log(0.3) * 2, 6);
  });
});

describe("when a search ends, by hand", () => {
  // Both first tokens may end at once; a longer sequence, 1 1 1 0, gets better by its length.
  const next = table(3, {
    "9": [0.5, 0.5, 1e-9],
    "9,1": [0.3, 0.7, 1e-9],
    "9,1,1": [0.01, 0.99, 1e-9],
    "9,1,1,1": [0.9, 0.1, 1e-9],
  });
  const options = { prompt: [9], numBeams: 2, maxNewTokens: 6, eos: [0], lengthPenalty: 1 };

  test("true: as soon as there are enough sequences", () => {
    const { found, steps } = search(next, { ...options, earlyStopping: true });
    expect(steps).toBe(2);
    expect(found.map(({ newTokens }) => newTokens)).toEqual([[0], [1, 0]]);
  });

  test("false: while the best running one, at its length, is better than the worst found", () => {
    const { found, steps } = search(next, { ...options, earlyStopping: false });
    expect(steps).toBe(4);
    expect(found[0]?.newTokens).toEqual([1, 1, 1, 0]);
    expect(found[0]?.score).toBeCloseTo(Math.log(0.5 * 0.7 * 0.99 * 0.9) / 4, 6);
    expect(found[1]?.newTokens).toEqual([0]);
  });

  test('"never": not while a running one could be better at the greatest length', () => {
    const { found, steps } = search(next, { ...options, earlyStopping: "never" });
    expect(steps).toBeGreaterThan(4);
    expect(found[0]?.newTokens).toEqual([1, 1, 1, 0]);
  });
});

test.each([0, 0.7, 1, 2])(
  "with beams for all sequences the best are found, length penalty %d",
  (lengthPenalty) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const next = randomLanguage(seed, 3);
      const all: { newTokens: number[]; score: number }[] = [];
      const visit = (ids: number[], sum: number) => {
        const rows = next([7, ...ids]);
        for (const [id, value] of rows.entries()) {
          const [newTokens, total] = [[...ids, id], sum + value];
          if (id === 0 || newTokens.length === 4)
            all.push({ newTokens, score: total / newTokens.length ** lengthPenalty });
          else visit(newTokens, total);
        }
      };
      visit([], 0);
      all.sort((a, b) => b.score - a.score);
      const { found } = search(next, {
        ...{ prompt: [7], numBeams: 30, maxNewTokens: 4, eos: [0], lengthPenalty },
        earlyStopping: "never",
      });
      for (const [place, { newTokens, score }] of found.slice(0, 10).entries()) {
        expect(newTokens).toEqual(all[place]?.newTokens);
        expect(score).toBeCloseTo(all[place]?.score as number, 5);
      }
    }
  },
);

describe("the same is found as by the plain reference", () => {
  const settings = [1, 2, 3, 5].flatMap((numBeams) =>
    ([false, true, "never"] as const).flatMap((earlyStopping) =>
      [-0.5, 0, 1, 1.5].map((lengthPenalty) => ({ numBeams, earlyStopping, lengthPenalty })),
    ),
  );
  test.each(settings)("%j", (setting) => {
    for (const seed of [11, 12, 13, 14, 15, 16]) {
      const next = randomLanguage(seed, 6);
      const eos = seed % 2 === 0 ? [0] : [0, 4];
      const options = { prompt: [7, 8], maxNewTokens: 9, eos, ...setting };
      const expected = referenceBeams((ids) => [...next(ids)], options);
      const { found } = search(next, options);
      expect(found.map(({ newTokens }) => newTokens)).toEqual(expected.map(({ ids }) => ids.slice(2)));
      for (const [i, { score }] of found.entries())
        expect(score).toBeCloseTo(expected[i]?.score as number, 5);
    }
  });
});
