import { describe, expect, it } from "vitest";
import type { CodeCell, Notebook, Output } from "./notebook.ts";
import { compareOutputs } from "./verify-outputs.ts";

const notebook = (...cells: Partial<CodeCell>[]): Notebook => ({
  cells: cells.map((cell, i) => ({
    cell_type: "code",
    execution_count: i,
    id: `c${i}`,
    metadata: {},
    outputs: [],
    source: "",
    ...cell,
  })),
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

const stream = (text: string, name = "stdout"): Output => ({ name, output_type: "stream", text });
const display = (data: Record<string, unknown>, metadata = {}): Output => ({
  data,
  metadata,
  output_type: "display_data",
});
const error = (ename: string, evalue: string, traceback: string[]): Output => ({
  ename,
  evalue,
  output_type: "error",
  traceback,
});
const vegalite = "application/vnd.vegalite.v5+json";

/** A PNG as far as its header tells, followed by `length` bytes of the given value. */
function png(width: number, height: number, length: number, value: number): string {
  const header = Buffer.alloc(24);
  header.write("\x89PNG\r\n\x1a\n", 0, "latin1");
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return Buffer.concat([header, Buffer.alloc(length, value)]).toString("base64");
}

/** The paths that differ between two cells with the given outputs. */
const paths = (stored: Output[], executed: Output[], metadata: CodeCell["metadata"] = {}) =>
  compareOutputs(notebook({ outputs: stored, metadata }), notebook({ outputs: executed })).map(
    ({ path }) => path,
  );

describe("compareOutputs", () => {
  it.each<[string, Output[], Output[]]>([
    ["nothing", [], []],
    ["close numbers in a stream", [stream("loss 1.0000\n")], [stream("loss 1.0009\n")]],
    [
      "close numbers in JSON",
      [display({ [vegalite]: { a: [1, { b: 2 }] } })],
      [display({ [vegalite]: { a: [1.0005, { b: 2 }] } })],
    ],
    [
      "keys in another order",
      [display({ [vegalite]: { a: 1, b: 2 } })],
      [display({ [vegalite]: { b: 2, a: 1 } })],
    ],
    [
      "close numbers in SVG",
      [display({ "image/svg+xml": '<g x="10.001"/>' })],
      [display({ "image/svg+xml": '<g x="10.002"/>' })],
    ],
    [
      "close numbers in HTML",
      [display({ "text/html": "<td>0.9001" })],
      [display({ "text/html": "<td>0.9002" })],
    ],
    [
      "the same picture",
      [display({ "image/png": png(4, 3, 100, 1) })],
      [display({ "image/png": png(4, 3, 100, 1) })],
    ],
    [
      "a picture drawn a little differently",
      [display({ "image/png": png(4, 3, 100, 1) })],
      [display({ "image/png": png(4, 3, 102, 2) })],
    ],
    ["another traceback", [error("E", "at 1.0000", ["a"])], [error("E", "at 1.0001", ["b"])]],
    [
      "another execution count",
      [{ data: {}, execution_count: 1, metadata: {}, output_type: "execute_result" }],
      [{ data: {}, execution_count: 9, metadata: {}, output_type: "execute_result" }],
    ],
  ])("takes %s as the same", (_, stored, executed) => {
    expect(paths(stored, executed)).toEqual([]);
    expect(paths(executed, stored)).toEqual([]);
  });

  it.each<[string, Output[], Output[], string[]]>([
    ["a number", [stream("a\nloss 1.00\n")], [stream("a\nloss 1.01\n")], ["outputs[0].text:2"]],
    ["a word", [stream("yes")], [stream("no")], ["outputs[0].text:1"]],
    ["the stream", [stream("a")], [stream("a", "stderr")], ["outputs[0].name"]],
    ["a missing output", [stream("a"), display({})], [stream("a")], ["outputs.length"]],
    ["an output more", [], [stream("a")], ["outputs.length"]],
    ["the kind of output", [stream("a")], [display({ "text/plain": "a" })], ["outputs[0].output_type"]],
    [
      "a representation",
      [display({ "text/plain": "a" })],
      [display({ "text/html": "a" })],
      ['outputs[0].data["text/plain"]', 'outputs[0].data["text/html"]'],
    ],
    [
      "a value in JSON",
      [display({ [vegalite]: { data: [{ y: 1 }] } })],
      [display({ [vegalite]: { data: [{ y: 2 }] } })],
      [`outputs[0].data["${vegalite}"].data[0].y`],
    ],
    [
      "a key in JSON",
      [display({ [vegalite]: { a: 1 } })],
      [display({ [vegalite]: {} })],
      [`outputs[0].data["${vegalite}"].a`],
    ],
    [
      "a length in JSON",
      [display({ [vegalite]: [1] })],
      [display({ [vegalite]: [1, 2] })],
      [`outputs[0].data["${vegalite}"].length`],
    ],
    [
      "a type in JSON",
      [display({ [vegalite]: null })],
      [display({ [vegalite]: 0 })],
      [`outputs[0].data["${vegalite}"]`],
    ],
    [
      "the size of a picture",
      [display({ "image/png": png(4, 3, 100, 1) })],
      [display({ "image/png": png(3, 4, 100, 1) })],
      ['outputs[0].data["image/png"]'],
    ],
    [
      "the length of a picture",
      [display({ "image/png": png(4, 3, 100, 1) })],
      [display({ "image/png": png(4, 3, 200, 1) })],
      ['outputs[0].data["image/png"]'],
    ],
    [
      "metadata",
      [display({}, { isolated: true })],
      [display({}, { isolated: false })],
      ["outputs[0].metadata.isolated"],
    ],
    ["the name of an error", [error("A", "v", [])], [error("B", "v", [])], ["outputs[0].ename"]],
    ["the message of an error", [error("A", "v", [])], [error("A", "w", [])], ["outputs[0].evalue:1"]],
  ])("reports %s", (_, stored, executed, expected) => {
    expect(paths(stored, executed)).toEqual(expected);
  });

  it("says what was stored and what came", () => {
    const [first, second] = [
      notebook({}, { outputs: [stream("a\n1")] }),
      notebook({}, { outputs: [stream("a\n2")] }),
    ];
    expect(compareOutputs(first, second)).toEqual([
      { cell: 2, path: "outputs[0].text:2", stored: "1", executed: "2" },
    ]);
  });

  it("uses the given tolerance, and a cell's own before it", () => {
    const [stored, executed] = [[stream("1.00")], [stream("1.05")]];
    expect(paths(stored, executed, { course: { tolerance: 0.1 } })).toEqual([]);
    expect(paths([stream("1.0000")], [stream("1.0001")], { course: { tolerance: 0 } })).toEqual([
      "outputs[0].text:1",
    ]);
    const loose = { relativeTolerance: 0.1 };
    expect(compareOutputs(notebook({ outputs: stored }), notebook({ outputs: executed }), loose)).toEqual([]);
  });

  it("leaves out cells tagged volatile", () => {
    expect(paths([stream("1 s")], [stream("9 s"), stream("", "stderr")], { tags: ["volatile"] })).toEqual([]);
  });

  it("reports another number of cells", () => {
    expect(compareOutputs(notebook({}), notebook({}, {}))).toEqual([
      { cell: 0, path: "cells.length", stored: 1, executed: 2 },
    ]);
  });
});

it("leaves out outputs that say they hold times, when both do", () => {
  const bar = (text: string, metadata = { course: { volatile: true } }) =>
    notebook({ outputs: [display({ "text/plain": text }, metadata)] });
  expect(compareOutputs(bar("5/5 in 1 s"), bar("5/5 in 9 s"))).toEqual([]);
  expect(compareOutputs(bar("5/5", { course: { volatile: false } }), bar("4/5"))).not.toEqual([]);
});
