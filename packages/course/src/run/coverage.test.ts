import { expect, test } from "vitest";
import { coverage } from "./coverage.ts";

const ids = ["C01-01", "C01-02", "C01-03", "C01-04"];
const cell = (covers: string[], tags: string[]) => ({ index: 0, id: "a", source: "", covers, tags });
const notebook = (...cells: ReturnType<typeof cell>[]) => ({
  path: "notebooks/01-x.ipynb",
  hash: "h",
  cells,
});
const executed = (covers: string[], hash = "h") => ({
  path: "notebooks/01-x.ipynb",
  hash,
  checks: [{ cell: "a", covers }],
});

test("executed checks cover, what only hub cells list waits for the Hub, the rest is missing", () => {
  const now = notebook(
    cell(["C01-01"], ["check"]),
    cell(["C01-02"], ["check", "hub"]),
    cell(["C01-03"], ["check"]),
    cell(["C01-03"], ["check", "hub"]),
  );
  expect(coverage(ids, [now], [executed(["C01-01"])])).toEqual({
    covered: ["C01-01"],
    hub: ["C01-02"],
    missing: ["C01-03", "C01-04"],
  });
  expect(coverage(ids, [now], [executed(["C01-01", "C01-02"])]).hub).toEqual([]);
});

test("a notebook that changed since its run, or is gone, covers nothing", () => {
  const now = notebook(cell(["C01-01"], ["check"]));
  expect(coverage(ids, [now], [executed(["C01-01"], "old")]).covered).toEqual([]);
  expect(coverage(ids, [], [executed(["C01-01"])]).covered).toEqual([]);
});

test("what a test proved is covered, whatever the notebooks say", () => {
  const now = notebook(cell(["C01-01"], ["check", "hub"]));
  expect(coverage(ids, [now], [], ["C01-01", "C01-04", "C99-99"])).toEqual({
    covered: ["C01-01", "C01-04"],
    hub: [],
    missing: ["C01-02", "C01-03"],
  });
});
