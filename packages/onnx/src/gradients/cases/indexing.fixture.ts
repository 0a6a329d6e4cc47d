import type { GraphBuilder } from "../../graph-builder.ts";
import { type Case, index, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

/** Ids along an axis in which none is repeated: the places that sorting moves the elements to. */
const distinct = (g: GraphBuilder, value: string, axis: number) =>
  g.addMany("TopK", [value, g.ints([2])], 2, { axis })[1] ?? "";

const reductions = (of: (reduction: string) => Case): Cases => ({
  multiplying: of("mul"),
  "keeping the lesser": of("min"),
  "keeping the greater": of("max"),
});

export const indexing: Readonly<Record<string, Cases>> = {
  Gather: {
    "embedding with repeated ids": apply("Gather", { x: real(3, 2), y: index(0, 2, ...tokens) }),
    "negative ids along the middle": apply(
      "Gather",
      { x: real("batch_size", 3, 2), y: index(-3, 2, 4) },
      { axis: 1 },
    ),
    "matrix of ids along the last axis": apply(
      "Gather",
      { x: real(...tokens, 3), y: index(0, 2, 2, 2) },
      { axis: -1 },
    ),
    "one id": apply("Gather", { x: real("batch_size", 3), y: index(1, 1) }, { axis: 1 }),
  },
  GatherElements: {
    "repeated ids": apply(
      "GatherElements",
      { x: real("batch_size", 3), y: index(0, 2, "batch_size", 4) },
      { axis: 1 },
    ),
  },
  GatherND: {
    "repeated pairs": apply("GatherND", { x: real(2, 2, "batch_size"), y: index(0, 1, 3, 2) }),
    "a batch": apply(
      "GatherND",
      { x: real("batch_size", 3, 2), y: index(-3, 2, "batch_size", 4, 1) },
      { batch_dims: 1 },
    ),
    "a batch of batches": apply(
      "GatherND",
      {
        x: real("batch_size", "sequence_length", 2, 2, 2),
        y: index(0, 1, "batch_size", "sequence_length", 2),
      },
      { batch_dims: 2 },
    ),
    "negative rows": apply("GatherND", { x: real(3, "batch_size"), y: index(-3, 2, ...tokens, 1) }),
  },
  ScatterElements: {
    ...reductions((reduction) =>
      apply(
        "ScatterElements",
        { x: real("batch_size", 3), y: index(-3, 2, "batch_size", 4), w: real("batch_size", 4) },
        { axis: 1, reduction },
        { opsets: [18, 22] },
      ),
    ),
    replacing: {
      inputs: { x: real("batch_size", 3), y: real("batch_size", 2) },
      build: (g) => g.add("ScatterElements", ["x", distinct(g, "y", 1), "y"], { axis: 1 }),
    },
    adding: apply(
      "ScatterElements",
      { x: real("batch_size", 3), y: index(0, 2, "batch_size", 4), w: real("batch_size", 4) },
      { axis: -1, reduction: "add" },
    ),
  },
  ScatterND: {
    ...reductions((reduction) =>
      apply(
        "ScatterND",
        { x: real(3, 2, "batch_size"), y: index(0, 1, 4, 2), w: real(4, "batch_size") },
        { reduction },
        { opsets: [18, 22] },
      ),
    ),
    "rows multiplied more than once": apply(
      "ScatterND",
      { x: real(3, 2), y: index(-3, 2, 5, 1), w: real(5, 2) },
      { reduction: "mul" },
      { opsets: [18, 22] },
    ),
    replacing: {
      inputs: { x: real(3, "batch_size"), y: real(2, "batch_size") },
      build: (g) => g.add("ScatterND", ["x", g.add("Unsqueeze", [g.ints([2, 0]), g.ints([1])]), "y"]),
    },
    adding: apply(
      "ScatterND",
      { x: real(3, 2), y: index(0, 1, ...tokens, 2), w: real(...tokens) },
      { reduction: "add" },
    ),
  },
  TopK: {
    "largest of each row": {
      inputs: { x: real(...tokens, 4) },
      build: (g) => g.addMany("TopK", ["x", g.ints([2])], 2)[0] ?? "",
    },
    "smallest of each column": {
      inputs: { x: real(4, "batch_size") },
      build: (g) => g.addMany("TopK", ["x", g.ints([3])], 2, { axis: 0, largest: 0 })[0] ?? "",
    },
  },
  Compress: {
    columns: compressed({ axis: -1 }),
    "all elements": compressed({}),
  },
  Slice: {
    "first token": {
      inputs: { x: real(...tokens, 2) },
      build: (g) => g.add("Slice", ["x", g.ints([0]), g.ints([1]), g.ints([1])]),
    },
    "two axes, backwards and past the end": {
      inputs: { x: real("batch_size", 5, 4) },
      build: (g) =>
        g.add("Slice", ["x", g.ints([-1, 1]), g.ints([-9, 99]), g.ints([1, -1]), g.ints([-2, 2])]),
    },
    "all axes": {
      inputs: { x: real(3, 4) },
      build: (g) => g.add("Slice", ["x", g.ints([1, 0]), g.ints([3, 2])]),
    },
  },
};

/** The first and third column, or the first and third element. */
function compressed(attributes: Record<string, number>): Case {
  return {
    inputs: { x: real("batch_size", 3) },
    build: (g) => g.add("Compress", ["x", g.add("Greater", [g.ints([1, 0, 1]), g.ints(0)])], attributes),
  };
}
