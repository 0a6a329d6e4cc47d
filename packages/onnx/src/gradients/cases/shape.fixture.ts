import { type AttributeValue, float } from "../../attribute.ts";
import type { Dimension } from "../../value-info.ts";
import { type Case, index, real } from "../finite-differences.fixture.ts";
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
    "the constant is trained, too": {
      inputs: { x: real(...tokens), value: real() },
      build: (g) => g.add("Pad", ["x", g.ints([1, 0, -1, 2]), "value"]),
    },
    reflected: padded("reflect", [0, 1, 0, 2], "batch_size", 4),
    "repeated edge, other end cut": padded("edge", [2, -1, 0, 3], ...tokens),
    "wrapped around": padded("wrap", [1, 0, 1, 3], "batch_size", 3),
    "amounts that only the run tells": {
      inputs: { x: real(...tokens), y: index(0, 0, 2, 1) },
      build: (g) => {
        const sizes = g.add("Shape", ["y"]);
        return g.add("Pad", ["x", g.add("Concat", [sizes, sizes], { axis: 0 })], { mode: "edge" });
      },
      opsets: [17],
    },
    "given axes, reflected": {
      inputs: { x: real(4, "batch_size") },
      build: (g) => g.add("Pad", ["x", g.ints([2, 1]), "", g.ints([-2])], { mode: "reflect" }),
      opsets: [18, 22],
    },
    "given axes": {
      inputs: { x: real(...tokens) },
      build: (g) => g.add("Pad", ["x", g.ints([2, 1]), g.scalar(0.5, "float64"), g.ints([-1])]),
      opsets: [18, 22],
    },
  },
  DepthToSpace: {
    "places first": apply("DepthToSpace", { x: real("batch_size", 8, "height", 2) }, { blocksize: 2 }),
    "channels first": apply(
      "DepthToSpace",
      { x: real("batch_size", 8, "height", "width") },
      { blocksize: 2, mode: "CRD" },
    ),
  },
  SpaceToDepth: {
    blocks: apply("SpaceToDepth", { x: real("batch_size", 2, 4, 6) }, { blocksize: 2 }),
  },
  ReverseSequence: {
    "of different lengths": apply(
      "ReverseSequence",
      { x: real("batch_size", 3, 2), y: index(1, 3, "batch_size") },
      { batch_axis: 0, time_axis: 1 },
    ),
  },
  Resize: {
    "twice as large": scaled([2, 2], { mode: "nearest" }),
    "twice as large, PyTorch's nearest": scaled([2, 2], {
      mode: "nearest",
      coordinate_transformation_mode: "asymmetric",
      nearest_mode: "floor",
    }),
    "nearest of sizes in between": scaled([1.4, 0.6], { mode: "nearest", nearest_mode: "ceil" }),
    "linear, smaller and larger": scaled([0.6, 1.7], { mode: "linear" }),
    "linear with aligned corners": scaled([2, 1.5], {
      mode: "linear",
      coordinate_transformation_mode: "align_corners",
    }),
    cubic: scaled([1.5, 2], { mode: "cubic", cubic_coeff_a: float(-0.5) }),
    "cubic without what is outside": scaled([1.5, 0.7], {
      mode: "cubic",
      exclude_outside: 1,
      coordinate_transformation_mode: "pytorch_half_pixel",
    }),
    "antialiased, to sizes of given axes": {
      inputs: { x: real("batch_size", 2, "height", 5) },
      build: (g) =>
        g.add("Resize", ["x", "", "", g.ints([3, 3])], { mode: "linear", antialias: 1, axes: [2, 3] }),
      float32: true,
      opsets: [18, 22],
    },
    "channels, too": {
      inputs: { x: real(2, 3) },
      build: (g) => g.add("Resize", ["x", "", "", g.ints([3, 2])], { mode: "linear" }),
      float32: true,
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

function padded(mode: string, pads: number[], ...shape: Dimension[]): Case {
  return {
    inputs: { x: real(...shape) },
    build: (g) => g.add("Pad", ["x", g.ints(pads)], { mode }),
    // Wrapping came with operator set 19.
    ...(mode === "wrap" && { opsets: [19, 22] }),
  };
}

/** Images with other heights and widths; onnxruntime resizes float32 only. */
function scaled(factors: number[], attributes: Readonly<Record<string, AttributeValue>>): Case {
  return {
    inputs: { x: real("batch_size", 2, "height", "width") },
    build: (g) => g.add("Resize", ["x", "", g.floats([1, 1, ...factors])], attributes),
    float32: true,
  };
}
