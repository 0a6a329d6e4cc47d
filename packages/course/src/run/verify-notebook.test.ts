import type { Notebook, NotebookRun, Output } from "@llm-course/kernel";
import { expect, test } from "vitest";
import { platform } from "./project.ts";
import { verifyNotebook } from "./verify-notebook.ts";

const record = {
  platform,
  node: "v24",
  profile: "offline",
  cost: { seconds: 10, memoryMb: 100, downloadMb: 0 },
};
const text = (value: string): Output[] => [{ output_type: "stream", name: "stdout", text: value }];

/** A notebook of one code cell per output list. */
const notebook = (outputs: Output[][], metadata: object = {}, course: object = record): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { course },
  cells: outputs.map((cell, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: { ...metadata },
    source: "assert.ok(f())",
    execution_count: null,
    outputs: cell,
  })),
});

const executed = (outputs: Output[][], statuses: ("ok" | "skipped")[] = []): NotebookRun => ({
  path: "x.ipynb",
  notebook: notebook(outputs),
  status: "passed",
  seconds: 1,
  startSeconds: 1,
  executed: outputs.length,
  skipped: 0,
  cells: outputs.map((_, i) => ({ index: i, id: `c${i}`, status: statuses[i] ?? "ok", seconds: 0 })),
});

const verify = (stored: Notebook, run: NotebookRun, conditions: object = {}) =>
  verifyNotebook(stored, run, {
    profile: "offline",
    device: "cpu",
    capabilities: new Set(["C01-01"]),
    ...conditions,
  });

test("numbers within a thousandth agree, and within a cell's own tolerance", () => {
  expect(verify(notebook([text("loss 0.5000")]), executed([text("loss 0.5004")]))).toEqual({ problems: [] });
  const loose = notebook([text("loss 0.50")], { course: { tolerance: 0.1 } });
  expect(verify(loose, executed([text("loss 0.53")]))).toEqual({ problems: [] });
});

test("a difference names the cell, the place and both values", () => {
  const { problems } = verify(
    notebook([text("a"), text("loss 0.50")]),
    executed([text("a"), text("loss 0.53")]),
  );
  expect(problems).toEqual([`cell 1 (c1) outputs[0].text:1: stored "loss 0.50", executed "loss 0.53"`]);
});

test("a cell that produces outputs and stores none fails, also a volatile one", () => {
  const stored = notebook([[]], { tags: ["volatile"] });
  expect(verify(stored, executed([text("1 s")])).problems).toContain(
    "cell 0 (c0) has no stored outputs but produces 1",
  );
});

test("a cell that was skipped is not compared", () => {
  expect(verify(notebook([text("a")]), executed([text("Skipped")], ["skipped"])).problems).toEqual([]);
});

test.each([
  [{ ...record, platform: "amiga-m68k" }, {}, /amiga-m68k/],
  [record, { profile: "hub" }, /profile offline, this run is hub/],
  [record, { device: "cuda" }, /device cpu, this run is on cuda/],
])("outputs made under other conditions are not compared, and it says so: %#", (course, conditions, note) => {
  const result = verify(notebook([text("a")], {}, course), executed([text("b")]), conditions);
  expect(result).toEqual({ problems: [], note: expect.stringMatching(note) });
});

test("metadata is checked under all conditions", () => {
  const stored = notebook([text("a")], { tags: ["check"] }, { ...record, platform: "amiga-m68k" });
  expect(verify(stored, executed([text("a")])).problems).toEqual([
    "cell 0 (c0) is tagged `check` and covers nothing",
  ]);
});

test("a notebook that was never executed for its outputs says how to", () => {
  expect(verify(notebook([text("a")], {}, {}), executed([text("a")])).problems).toEqual([
    "no stored outputs: execute the notebook with --write and commit it",
  ]);
});
