import { float } from "../../attribute.ts";
import { dataTypes } from "../../data-type.ts";
import type { Dimension } from "../../value-info.ts";
import { type Case, index, positive, type RandomInput, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens } from "./apply.fixture.ts";

export const normalization: Readonly<Record<string, Cases>> = {
  Softmax: {
    "last axis": apply("Softmax", { x: real(...tokens, 3) }),
    "axis 1": apply("Softmax", { x: real(...tokens, 3) }, { axis: 1 }),
  },
  LogSoftmax: {
    "last axis": apply("LogSoftmax", { x: real(...tokens, 3) }),
    "axis 1": apply("LogSoftmax", { x: real(...tokens, 3) }, { axis: 1 }),
    "one class picked": {
      inputs: { x: real("batch_size", 3), label: index(0, 2, "batch_size", 1) },
      build: (g) => g.add("GatherElements", [g.add("LogSoftmax", ["x"]), "label"], { axis: 1 }),
    },
    "classes picked along another axis": {
      inputs: { x: real("batch_size", 3), row: index(0, 0, 1, 3) },
      build: (g) => g.add("GatherElements", [g.add("LogSoftmax", ["x"], { axis: 1 }), "row"], { axis: 0 }),
    },
  },
  LayerNormalization: {
    "last axis": apply(
      "LayerNormalization",
      { x: real(...tokens, 4), y: real(4), w: real(4) },
      { epsilon: float(1e-3) },
    ),
    "two axes without bias": apply(
      "LayerNormalization",
      { x: real("batch_size", 2, 3), y: real(2, 3) },
      { axis: 1 },
    ),
  },
  RMSNormalization: {
    "last axis": apply(
      "RMSNormalization",
      { x: real(...tokens, 4), y: real(4) },
      { epsilon: float(1e-3) },
      { float32: true, opsets: [23] },
    ),
    "two axes": apply(
      "RMSNormalization",
      { x: real("batch_size", 2, 3), y: real(2, 3) },
      { axis: 1 },
      { float32: true, opsets: [23] },
    ),
  },
  BatchNormalization: {
    "statistics of the inputs": apply("BatchNormalization", {
      x: real("batch_size", 3, "width"),
      y: real(3),
      b: real(3),
      mean: real(3),
      variance: positive(3),
    }),
    "images without a number of channels": apply("BatchNormalization", {
      x: real(2, "batch_size", 2, 2),
      y: real("batch_size"),
      b: real("batch_size"),
      mean: real("batch_size"),
      variance: positive("batch_size"),
    }),
    features: apply(
      "BatchNormalization",
      { x: real("batch_size", 3), y: real(3), b: real(3), mean: real(3), variance: positive(3) },
      { epsilon: float(1e-2) },
    ),
    "statistics of the batch": trained(real(2, 3, "height", 2)),
    "statistics of a batch of features": trained(real(4, 3)),
  },
  InstanceNormalization: {
    images: apply(
      "InstanceNormalization",
      { x: real("batch_size", 2, "height", 2), y: real(2), b: real(2) },
      { epsilon: float(1e-2) },
      { float32: true },
    ),
  },
  GroupNormalization: {
    "y and b for each channel": apply(
      "GroupNormalization",
      { x: real("batch_size", 4, "width"), y: real(4), b: real(4) },
      { num_groups: 2, epsilon: float(1e-2) },
      { float32: true, opsets: [21, 22] },
    ),
    "y and b for each group": apply(
      "GroupNormalization",
      { x: real("batch_size", 4, "height", 2), y: real(2), b: real(2) },
      { num_groups: 2, epsilon: float(1e-2) },
      { opsets: [18] },
    ),
  },
  MeanVarianceNormalization: {
    "each channel": centred([2, 2, "height", 2]),
    "given axes": centred([2, 5], { axes: [1] }),
  },
  LpNormalization: {
    "lengths of 1": apply("LpNormalization", { x: real(...tokens, 3) }),
    "sums of 1": apply("LpNormalization", { x: real("batch_size", 3, 2) }, { axis: 1, p: 1 }),
  },
  LRN: {
    channels: apply(
      "LRN",
      { x: real("batch_size", 5, "height", 2) },
      { size: 3, alpha: float(0.7), beta: float(0.5), bias: float(1.5) },
      { float32: true },
    ),
  },
};

/** What the batch has on average does not matter, and the running statistics are made but not read. */
function trained(x: RandomInput): Case {
  return {
    inputs: { x, y: real(3), b: real(3), mean: index(0, 1, 3) },
    build: (g) => {
      const running = g.add("Cast", ["mean"], { to: dataTypes.float64 });
      const inputs = ["x", "y", "b", running, g.add("Exp", [running])];
      return g.addMany("BatchNormalization", inputs, 3, { training_mode: 1 })[0] ?? "";
    },
  };
}

/** onnxruntime does not infer its shape. */
function centred(shape: readonly Dimension[], attributes = {}): Case {
  return {
    inputs: { x: real(...shape) },
    build: (g) => g.annotate(g.add("MeanVarianceNormalization", ["x"], attributes), "float32", shape),
    float32: true,
  };
}
