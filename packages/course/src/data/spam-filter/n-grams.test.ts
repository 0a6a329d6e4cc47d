import { expect, test } from "vitest";
import { nGrams } from "./n-grams.ts";

test("n-grams in at least two sequences, the shortest first", () => {
  const found = nGrams(
    [
      [1, 2, 3],
      [1, 2, 2],
      [3, 9],
    ],
    [1, 2],
  );
  expect(found.pool).toEqual([1, 2, 3, 1, 2]);
  expect(found.starts).toEqual([0, 3]);
  expect(found.idf.map((idf) => Math.exp(idf - 1))).toEqual(
    [4 / 3, 4 / 3, 4 / 3, 4 / 3].map((x) => expect.closeTo(x)),
  );
});

test("lengths that are not asked for have no place in the pool", () => {
  expect(
    nGrams(
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [2, 3],
    ),
  ).toMatchObject({ pool: [1, 2, 2, 3, 1, 2, 3], starts: [0, 0, 4] });
});
