import { expect, it } from "vitest";
import { extent } from "./extent.ts";

it.each([
  [
    [2, -1, 5],
    [-1, 5],
  ],
  [
    [Number.NaN, 3, Number.POSITIVE_INFINITY, 1],
    [1, 3],
  ],
  [
    [4, 4],
    [0, 4],
  ],
  [[-4], [-4, 0]],
  [
    [0, 0],
    [0, 1],
  ],
  [[], [0, 1]],
])("extent of %j is %j", (values, ends) => {
  expect(extent(values)).toEqual(ends);
});
