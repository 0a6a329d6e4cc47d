import { expect, test } from "vitest";
import { checkMetadata } from "./check-metadata.ts";
import type { CourseCell } from "./course-cells.ts";

const capabilities = new Set(["C01-01", "C01-02"]);
const cell = (tags: string[] = [], covers: string[] = []): CourseCell => ({
  index: 3,
  id: "a",
  source: "assert.ok(1);",
  tags,
  covers,
});

test("well-formed cells pass", () => {
  expect(
    checkMetadata([cell(), cell(["check"], ["C01-01"]), cell(["check", "hub"], ["C01-02"])], capabilities),
  ).toEqual([]);
});

test.each([
  [cell(["check"], ["C99-01"]), "cell 3 (a) covers an unknown capability: C99-01"],
  [cell(["hub"], ["C01-01"]), "cell 3 (a) has `covers` without the tag `check`: C01-01"],
  [cell(["check"]), "cell 3 (a) is tagged `check` and covers nothing"],
  [{ ...cell(["check"], ["C01-01"]), source: "1" }, "cell 3 (a) is tagged `check` and asserts nothing"],
])("each mistake names its cell: %#", (wrong, problem) => {
  expect(checkMetadata([cell(), wrong], capabilities)).toEqual([problem]);
});

test("15 % of volatile cells are allowed, more are not", () => {
  const cells = Array.from({ length: 20 }, (_, i) => cell(i < 3 ? ["volatile"] : []));
  expect(checkMetadata(cells, capabilities)).toEqual([]);
  cells[3] = cell(["volatile"]);
  expect(checkMetadata(cells, capabilities)).toEqual([
    "more than 15 % of the code cells are volatile: 4 of 20",
  ]);
});
