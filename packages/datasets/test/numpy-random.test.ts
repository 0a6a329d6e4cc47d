import { expect, test } from "vitest";
import { DatasetArgumentError, NumpyRandom } from "../src/index.ts";

// numpy.random.default_rng(seed), of NumPy 1.24: permutation(12), then of a fresh one random() twice.
test.each([
  [0, "9 2 7 4 5 11 0 3 6 10 8 1", 0.6369616873214543, 0.2697867137638703],
  [42, "0 7 6 9 11 3 5 2 4 10 1 8", 0.7739560485559633, 0.4388784397520523],
  [2 ** 40 + 7, "8 2 6 1 11 9 3 7 4 5 0 10", 0.829812891829413, 0.25530515834910417],
])("seed %d draws what NumPy draws", (seed, order, first, second) => {
  expect([...new NumpyRandom(seed).permutation(12)].join(" ")).toBe(order);
  const random = new NumpyRandom(seed);
  expect([random.random(), random.random()]).toEqual([first, second]);
});

test.each([-1, 0.5, Number.NaN])("the seed %d is none", (seed) => {
  expect(() => new NumpyRandom(seed)).toThrow(DatasetArgumentError);
});
