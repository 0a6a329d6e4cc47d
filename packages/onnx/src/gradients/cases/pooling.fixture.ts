import type { Dimension } from "../../value-info.ts";
import { type Case, positive, real } from "../finite-differences.fixture.ts";
import { apply, type Cases } from "./apply.fixture.ts";

const image = ["batch_size", 2, "height", "width"] as const;

function pool(
  opType: string,
  shape: readonly Dimension[],
  attributes: object,
  options: Partial<Case> = {},
): Case {
  return apply(opType, { x: real(...shape) }, attributes, options);
}

const float32 = { float32: true };
/** Dilations came to this operator with operator set 19. */
const dilated = { kernel_shape: [2, 2], dilations: [2, 1], pads: [1, 1, 0, 0] };

export const pooling: Readonly<Record<string, Cases>> = {
  MaxPool: {
    "windows side by side": pool("MaxPool", [2, 2, 4, 5], { kernel_shape: [2, 2], strides: [2, 2] }),
    "overlapping and padded": pool("MaxPool", image, { kernel_shape: [3, 2], pads: [1, 1, 1, 0] }),
    "dilated, with windows past the end": pool("MaxPool", image, {
      kernel_shape: [2, 2],
      dilations: [2, 1],
      strides: [2, 3],
      ceil_mode: 1,
    }),
    sequences: pool("MaxPool", ["batch_size", 3, "width"], { kernel_shape: [3], auto_pad: "SAME_UPPER" }),
    "volumes counted down the columns": pool("MaxPool", [1, 2, 2, 3, 4], {
      kernel_shape: [2, 2, 2],
      storage_order: 1,
    }),
    "its indices are read, too": {
      inputs: { x: real(...image) },
      build: (g) => {
        const [z = "", indices = ""] = g.addMany("MaxPool", ["x"], 2, { kernel_shape: [2, 2] });
        return g.add("Mul", [z, g.add("Cast", [g.add("Greater", [indices, g.ints(3)])], { to: 11 })]);
      },
    },
  },
  AveragePool: {
    "windows side by side": pool(
      "AveragePool",
      [2, 2, 4, 5],
      { kernel_shape: [2, 2], strides: [2, 2] },
      float32,
    ),
    "padding that is counted": pool(
      "AveragePool",
      image,
      { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 1, 1, 0], count_include_pad: 1 },
      float32,
    ),
    "padding that is not counted": pool(
      "AveragePool",
      image,
      { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 1, 1, 0] },
      float32,
    ),
    "windows past the end": pool(
      "AveragePool",
      image,
      { kernel_shape: [3, 2], strides: [2, 3], pads: [1, 0, 1, 0], ceil_mode: 1 },
      float32,
    ),
    "windows past the end of padding that is counted": pool(
      "AveragePool",
      [1, 2, 6],
      { kernel_shape: [3], strides: [2], pads: [1, 1], ceil_mode: 1, count_include_pad: 1 },
      float32,
    ),
    dilated: pool("AveragePool", image, dilated, { float32: true, opsets: [19, 22] }),
    "auto_pad SAME_LOWER": pool(
      "AveragePool",
      ["batch_size", 2, "width"],
      { kernel_shape: [4], strides: [3], auto_pad: "SAME_LOWER" },
      float32,
    ),
  },
  LpPool: {
    "squares, overlapping and padded": pool(
      "LpPool",
      image,
      { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 1, 1, 0] },
      float32,
    ),
    "absolute values": {
      inputs: { x: positive("batch_size", 2, "width"), y: positive("batch_size", 2, "width") },
      build: (g) => {
        const norm = (x: string) => g.add("LpPool", [x], { kernel_shape: [2], p: 1 });
        return g.add("Mul", [norm("x"), norm(g.add("Neg", ["y"]))]);
      },
      ...float32,
    },
    "third powers": pool("LpPool", ["batch_size", 2, "width"], { kernel_shape: [2], p: 3 }, float32),
  },
  GlobalMaxPool: { sequences: pool("GlobalMaxPool", ["batch_size", 2, "sequence_length"], {}, float32) },
  GlobalAveragePool: {
    images: {
      inputs: { x: real(...image) },
      build: (g) => g.add("GlobalAveragePool", [g.add("Mul", ["x", g.scalar(9)])]),
      ...float32,
    },
  },
  // onnxruntime has no kernel for operator set 22.
  GlobalLpPool: {
    squares: pool("GlobalLpPool", image, {}, { ...float32, opsets: [17] }),
    "third powers": pool("GlobalLpPool", ["batch_size", 2, "width"], { p: 3 }, { ...float32, opsets: [17] }),
  },
};
