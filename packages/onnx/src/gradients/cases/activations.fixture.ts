import { type Float, float } from "../../attribute.ts";
import { type Case, positive, real } from "../finite-differences.fixture.ts";
import { apply, type Cases, tokens, unary } from "./apply.fixture.ts";

/** Away from the kink at 0, since the steps of float32 are wide. */
function bothSides(opType: string, attributes: Record<string, Float>): Case {
  return {
    inputs: { x: positive(...tokens), y: positive(...tokens) },
    build: (g) =>
      g.add("Mul", [g.add(opType, ["x"], attributes), g.add(opType, [g.add("Neg", ["y"])], attributes)]),
    float32: true,
  };
}

export const activations: Readonly<Record<string, Cases>> = {
  Tanh: unary("Tanh"),
  Sigmoid: unary("Sigmoid"),
  HardSigmoid: {
    elements: apply(
      "HardSigmoid",
      { x: real(...tokens, 2) },
      { alpha: float(0.5), beta: float(0.4) },
      { float32: true },
    ),
  },
  Relu: unary("Relu"),
  LeakyRelu: { "both sides": bothSides("LeakyRelu", { alpha: float(0.25) }) },
  Elu: { "both sides": bothSides("Elu", { alpha: float(0.5) }) },
  PRelu: {
    "a slope for each channel": {
      inputs: {
        x: positive("batch_size", 3, "width"),
        y: positive("batch_size", 3, "width"),
        slope: real(3, 1),
      },
      build: (g) =>
        g.add("Mul", [g.add("PRelu", ["x", "slope"]), g.add("PRelu", [g.add("Neg", ["y"]), "slope"])]),
      float32: true,
    },
  },
  Selu: { "both sides": bothSides("Selu", {}) },
  Celu: { "both sides": bothSides("Celu", { alpha: float(2) }) },
  HardSwish: {
    "both sides": {
      inputs: { x: positive(...tokens), y: positive(...tokens), w: positive(...tokens) },
      build: (g) => {
        // Below −3, between −3 and 3, and above 3.
        const ends = ["w", "y"].map((x, i) => g.add("Add", [x, g.scalar(i === 0 ? -5.2 : 3)]));
        const all = ["x", ...ends].map((x) => g.add("HardSwish", [x]));
        return g.add("Add", ["w", g.add("Sum", all)]);
      },
      float32: true,
    },
  },
  Shrink: {
    "all three parts": {
      inputs: { x: positive(...tokens), y: positive(...tokens), w: positive(...tokens) },
      build: (g) => {
        const shrink = (x: string, lambd: number) =>
          g.add("Shrink", [x], { lambd: float(lambd), bias: float(0.5) });
        const small = g.add("Add", ["w", shrink("w", 3)]);
        return g.add("Sum", [shrink("x", 0.3), shrink(g.add("Neg", ["y"]), 0.3), small]);
      },
      float32: true,
    },
  },
  ThresholdedRelu: {
    "both sides": {
      inputs: { x: positive(...tokens), y: positive(...tokens) },
      build: (g) => {
        const above = (x: string) => g.add("ThresholdedRelu", [x], { alpha: float(0.3) });
        return g.add("Add", [above("x"), g.add("Add", ["y", above(g.add("Neg", ["y"]))])]);
      },
      float32: true,
    },
  },
  Softsign: {
    "both sides": {
      inputs: { x: positive(...tokens), y: positive(...tokens) },
      build: (g) => {
        const softsign = (x: string) => g.add("Mul", [g.add("Softsign", [x]), g.scalar(3)]);
        return g.add("Sub", [softsign("x"), softsign(g.add("Neg", ["y"]))]);
      },
      float32: true,
    },
  },
  Softplus: unary("Softplus", real(...tokens, 2), { float32: true }),
  // Mish came with operator set 18, Gelu with 20, Swish with 24.
  Mish: unary("Mish", real(...tokens, 2), { float32: true, opsets: [18, 22] }),
  Swish: {
    elements: apply(
      "Swish",
      { x: real(...tokens, 2) },
      { alpha: float(1.5) },
      { float32: true, opsets: [24] },
    ),
  },
  Gelu: {
    "with erf": apply("Gelu", { x: real(...tokens, 2) }, {}, { float32: true, opsets: [20, 22] }),
    "with tanh": apply(
      "Gelu",
      { x: real(...tokens, 2) },
      { approximate: "tanh" },
      { float32: true, opsets: [20, 22] },
    ),
  },
};
