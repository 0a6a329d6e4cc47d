import { type Case, type RandomInput, real } from "../finite-differences.fixture.ts";
import { apply, type Cases } from "./apply.fixture.ts";

/** onnxruntime has convolutions in float32 only. */
const conv = (opType: string, inputs: Record<string, RandomInput>, attributes = {}): Case =>
  apply(opType, inputs, attributes, { float32: true });

export const convolution: Readonly<Record<string, Cases>> = {
  Conv: {
    "images with bias": conv("Conv", { x: real("batch_size", 2, 4, 5), w: real(3, 2, 3, 2), b: real(3) }),
    "strides that leave elements at the end": conv(
      "Conv",
      { x: real(2, 2, 6, 7), w: real(2, 2, 3, 2) },
      { strides: [2, 3], pads: [1, 0, 0, 1] },
    ),
    "sizes that only the run tells": conv(
      "Conv",
      { x: real(2, 2, "height", "width"), w: real(2, 2, 3, 2) },
      { strides: [2, 3], pads: [1, 0, 0, 1] },
    ),
    "dilated groups": conv(
      "Conv",
      { x: real("batch_size", 4, 5, 6), w: real(6, 2, 2, 3), b: real(6) },
      { group: 2, dilations: [3, 2], pads: [1, 2, 1, 2] },
    ),
    "each channel on its own": conv(
      "Conv",
      { x: real("batch_size", 3, "width"), w: real(3, 1, 3) },
      { group: 3, pads: [1, 1] },
    ),
    "sequences, causal": conv(
      "Conv",
      { x: real("batch_size", 3, "sequence_length"), w: real(2, 3, 3), b: real(2) },
      { dilations: [2], pads: [4, 0] },
    ),
    volumes: conv(
      "Conv",
      { x: real(1, 2, 3, 4, 3), w: real(2, 2, 2, 2, 2) },
      { strides: [1, 2, 1], pads: [0, 1, 1, 1, 0, 0] },
    ),
    patches: conv(
      "Conv",
      { x: real("batch_size", 2, 4, 6), w: real(3, 2, 2, 3), b: real(3) },
      { strides: [2, 3] },
    ),
    "patches of images whose size only the run tells": conv(
      "Conv",
      { x: real("batch_size", 2, "height", "width"), w: real(3, 2, 2, 2) },
      { strides: [2, 2] },
    ),
    "one place": conv("Conv", { x: real("batch_size", 3, "width"), w: real(2, 3, 1), b: real(2) }),
    "one place with strides": conv(
      "Conv",
      { x: real("batch_size", 2, "width", 3), w: real(2, 2, 1, 1) },
      { strides: [2, 2] },
    ),
    "auto_pad SAME_UPPER": conv(
      "Conv",
      { x: real(1, 2, 5, 6), w: real(2, 2, 2, 3) },
      { auto_pad: "SAME_UPPER", strides: [2, 2] },
    ),
    "auto_pad SAME_LOWER of sizes that only the run tells": conv(
      "Conv",
      { x: real(1, 2, "height", "width"), w: real(2, 2, 2, 3) },
      { auto_pad: "SAME_LOWER", strides: [1, 2] },
    ),
    "auto_pad SAME_UPPER of sizes that only the run tells": conv(
      "Conv",
      { x: real(1, 2, "height"), w: real(2, 2, 4) },
      { auto_pad: "SAME_UPPER", strides: [3] },
    ),
    "auto_pad VALID": conv("Conv", { x: real(1, 2, "width"), w: real(2, 2, 2) }, { auto_pad: "VALID" }),
  },
  ConvTranspose: {
    "images with bias": conv("ConvTranspose", {
      x: real("batch_size", 2, 3, 2),
      w: real(2, 3, 2, 3),
      b: real(3),
    }),
    "strides, padding and more of the output": conv(
      "ConvTranspose",
      { x: real("batch_size", 2, "height", 3), w: real(2, 2, 3, 3) },
      { strides: [2, 3], pads: [1, 0, 0, 1], output_padding: [1, 2] },
    ),
    "dilated groups": conv(
      "ConvTranspose",
      { x: real("batch_size", 4, "width"), w: real(4, 3, 2), b: real(6) },
      { group: 2, dilations: [3], strides: [2], output_padding: [1] },
    ),
    volumes: conv(
      "ConvTranspose",
      { x: real(1, 2, 2, 2, 2), w: real(2, 1, 2, 1, 2) },
      { strides: [2, 1, 1] },
    ),
    output_shape: conv(
      "ConvTranspose",
      { x: real(1, 2, 4, 3), w: real(2, 2, 4, 3) },
      { strides: [2, 2], output_shape: [7, 8] },
    ),
    "auto_pad SAME_UPPER": conv(
      "ConvTranspose",
      { x: real("batch_size", 2, "width"), w: real(2, 2, 4) },
      { auto_pad: "SAME_UPPER", strides: [3] },
    ),
    "auto_pad SAME_LOWER, strides wider than the kernel": conv(
      "ConvTranspose",
      { x: real("batch_size", 2, "width", 2), w: real(2, 2, 2, 3) },
      { auto_pad: "SAME_LOWER", strides: [3, 2] },
    ),
  },
};
