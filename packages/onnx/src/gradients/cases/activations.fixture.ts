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
  // Mish came with operator set 18, Gelu with 20.
  Mish: unary("Mish", real(...tokens, 2), { float32: true, opsets: [18, 22] }),
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
