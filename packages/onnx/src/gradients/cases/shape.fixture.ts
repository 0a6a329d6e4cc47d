import { real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

export const shape: Readonly<Record<string, Cases>> = {
  Reshape: {
    heads: { inputs: { x: real(...tokens, 4) }, build: (g) => g.add("Reshape", ["x", g.ints([0, 0, 2, 2])]) },
    "all in one": { inputs: { x: real(...tokens, 2) }, build: (g) => g.add("Reshape", ["x", g.ints([-1])]) },
    "a shape that only the run tells": {
      inputs: { x: real(...tokens, 4), y: real("sequence_length", "batch_size", 4) },
      build: (g) => g.add("Mul", ["y", g.add("Reshape", ["x", g.add("Shape", ["y"])])]),
    },
  },
  Squeeze: {
    axis: { inputs: { x: real("batch_size", 1, 2) }, build: (g) => g.add("Squeeze", ["x", g.ints([1])]) },
  },
  Unsqueeze: {
    axes: { inputs: { x: real(...tokens) }, build: (g) => g.add("Unsqueeze", ["x", g.ints([0, 3])]) },
  },
  Flatten: { axis: apply("Flatten", { x: real("batch_size", 2, 3) }, { axis: 1 }) },
  Transpose: {
    permutation: apply("Transpose", { x: real(...tokens, 2) }, { perm: [1, 2, 0] }),
    reversal: apply("Transpose", { x: real(...tokens, 2) }),
  },
  Expand: {
    "to a known shape": {
      inputs: { x: real(3, 1) },
      build: (g) => g.add("Expand", ["x", g.ints([2, 1, 2])]),
    },
    "to the shape of another": {
      inputs: { x: real("maybe_one", 1), y: real("batch_size", "batch_size", 2) },
      build: (g) => g.add("Mul", ["y", g.add("Expand", ["x", g.add("Shape", ["y"])])]),
    },
  },
  Tile: {
    "known repetitions": {
      inputs: { x: real("batch_size", 2) },
      build: (g) => g.add("Tile", ["x", g.ints([2, 3])]),
    },
    "repetitions that only the run tells": {
      inputs: { x: real(...tokens), y: real("batch_size", "sequence_length") },
      build: (g) => g.add("Tile", [g.add("Mul", ["x", "y"]), g.add("Shape", ["y"])]),
    },
  },
  Pad: {
    "a constant on both sides": {
      inputs: { x: real(...tokens) },
      build: (g) => g.add("Pad", ["x", g.ints([1, 0, 0, 2]), g.scalar(0.5, "float64")]),
    },
    "less than nothing, which crops": {
      inputs: { x: real(...tokens, 4) },
      build: (g) => g.add("Pad", ["x", g.ints([0, 0, -1, 1, 0, -1])]),
    },
    "given axes": {
      inputs: { x: real(...tokens) },
      build: (g) => g.add("Pad", ["x", g.ints([2, 1]), g.scalar(0.5, "float64"), g.ints([-1])]),
      opsets: [18, 22],
    },
  },
  Trilu: {
    upper: apply("Trilu", { x: real(...tokens, 3) }),
    "lower, without the diagonal": {
      inputs: { x: real("batch_size", 3, 3) },
      build: (g) => g.add("Trilu", ["x", g.ints(-1)], { upper: 0 }),
    },
  },
  Concat: {
    "sizes known and unknown": apply(
      "Concat",
      { x: real(2, 2), y: real(2, "batch_size"), w: real(2, 3) },
      { axis: 1 },
    ),
    "from the end": apply("Concat", { x: real("batch_size", 2), y: real("batch_size", 1) }, { axis: -1 }),
  },
  Split: {
    "equal parts, one of them unused": {
      inputs: { x: real(...tokens, 6) },
      build: (g) => {
        const [a = "", , c = ""] = g.addMany("Split", ["x"], 3, { axis: -1 });
        return g.add("Mul", [a, g.add("Tanh", [c])]);
      },
      // From operator set 18 on a Split into equal parts needs an attribute that 17 does not know.
      opsets: [17],
    },
    "given sizes, only the second used": {
      inputs: { x: real(3, "batch_size") },
      build: (g) => g.addMany("Split", ["x", g.ints([1, 2])], 2)[1] ?? "",
    },
    "a number of parts, the last one smaller": {
      inputs: { x: real("batch_size", 5) },
      build: (g) => g.addMany("Split", ["x"], 2, { axis: 1, num_outputs: 2 })[1] ?? "",
      opsets: [18, 22],
    },
  },
};
