import { float } from "../../attribute.ts";
import { positive, real } from "../../gradients/finite-differences.fixture.ts";
import { type ContribCases, node } from "./contrib.fixture.ts";

const fusedMatMul = (opType: string): ContribCases => ({
  plain: node(opType, { x: real("batch_size", 2, 3), y: real(3, 4) }, { attributes: { alpha: float(0.5) } }),
  "both transposed": node(
    opType,
    { x: real("batch_size", 3, 2), y: real("batch_size", 4, 3) },
    { attributes: { transA: 1, transB: 1 } },
  ),
});

const image = { x: real("batch_size", 4, 5, 5), y: real(4, 2, 3, 3), b: real(4) };
const conv = { group: 2, pads: [1, 1, 1, 1], strides: [2, 2], kernel_shape: [3, 3], dilations: [1, 1] };

export const productCases: Readonly<Record<string, ContribCases>> = {
  "com.microsoft.FusedMatMul": {
    ...fusedMatMul("com.microsoft.FusedMatMul"),
    "batches transposed": node(
      "com.microsoft.FusedMatMul",
      { x: real(3, "batch_size", 2), y: real(3, "batch_size", 4) },
      { attributes: { transA: 1, transBatchA: 1, transBatchB: 1 } },
    ),
  },
  "com.microsoft.TransposeMatMul": fusedMatMul("com.microsoft.TransposeMatMul"),
  "com.microsoft.FusedGemm": {
    "tanh, transposed": node(
      "com.microsoft.FusedGemm",
      { x: real("batch_size", 3), y: real(6, 3), w: real(6) },
      { attributes: { transB: 1, alpha: float(0.5), beta: float(0.3), activation: "Tanh" } },
    ),
    // All of its arguments are below 0, far from where it bends.
    "leaky relu": node(
      "com.microsoft.FusedGemm",
      { x: positive("batch_size", 3), y: positive(3, 2), w: positive(2) },
      {
        attributes: {
          activation: "LeakyRelu",
          activation_alpha: float(0.2),
          alpha: float(-1),
          beta: float(-1),
        },
      },
    ),
  },
  "com.microsoft.FusedConv": {
    tanh: node("com.microsoft.FusedConv", image, { attributes: { ...conv, activation: "Tanh" } }),
    "a sum and relu": node(
      "com.microsoft.FusedConv",
      { ...image, sum: real("batch_size", 4, 3, 3) },
      { attributes: { ...conv, activation: "Relu" } },
    ),
  },
};
