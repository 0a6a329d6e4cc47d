import { elementwise, reduction } from "./kernel.ts";
import { philox } from "./philox.ts";

/**
 * Every pass over memory that an optimizer takes, with the operations in PyTorch's order, each rounded to float32.
 * Coefficients are computed in float64 and rounded once.
 */
export const kernels = {
  /**
   * Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), for g = scale · gradient:
   * m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  p ← (1 − η λ) p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
   */
  adamW: elementwise(
    ["parameter", "gradient", "expAvg", "expAvgSq"],
    [
      "scale",
      "decay",
      "beta1",
      "oneMinusBeta1",
      "beta2",
      "oneMinusBeta2",
      "rootBiasCorrection2",
      "epsilon",
      "stepSize",
    ],
    ({ parameter, gradient, scale, ...c }) => {
      const g = gradient.mul(scale);
      const expAvg = c.expAvg.mul(c.beta1).add(g.mul(c.oneMinusBeta1));
      const expAvgSq = c.expAvgSq.mul(c.beta2).add(g.mul(c.oneMinusBeta2).mul(g));
      const denominator = expAvgSq.sqrt().div(c.rootBiasCorrection2).add(c.epsilon);
      return {
        parameter: parameter.mul(c.decay).sub(expAvg.mul(c.stepSize).div(denominator)),
        expAvg,
        expAvgSq,
      };
    },
  ),

  /** g = scale · gradient + λ p,  p ← p − η g */
  sgd: elementwise(
    ["parameter", "gradient"],
    ["scale", "weightDecay", "learningRate"],
    ({ parameter, gradient, scale, weightDecay, learningRate }) => {
      const g = gradient.mul(scale).add(parameter.mul(weightDecay));
      return { parameter: parameter.sub(g.mul(learningRate)) };
    },
  ),

  /** b ← μ b + (1 − τ) g,  p ← p − η b */
  sgdMomentum: elementwise(
    ["parameter", "gradient", "momentumBuffer"],
    ["scale", "weightDecay", "momentum", "oneMinusDampening", "learningRate"],
    ({ parameter, gradient, scale, ...c }) => {
      const g = gradient.mul(scale).add(parameter.mul(c.weightDecay));
      const momentumBuffer = c.momentumBuffer.mul(c.momentum).add(g.mul(c.oneMinusDampening));
      return { parameter: parameter.sub(momentumBuffer.mul(c.learningRate)), momentumBuffer };
    },
  ),

  /** b ← μ b + (1 − τ) g,  p ← p − η (g + μ b) */
  sgdNesterov: elementwise(
    ["parameter", "gradient", "momentumBuffer"],
    ["scale", "weightDecay", "momentum", "oneMinusDampening", "learningRate"],
    ({ parameter, gradient, scale, ...c }) => {
      const g = gradient.mul(scale).add(parameter.mul(c.weightDecay));
      const momentumBuffer = c.momentumBuffer.mul(c.momentum).add(g.mul(c.oneMinusDampening));
      const ahead = g.add(momentumBuffer.mul(c.momentum));
      return { parameter: parameter.sub(ahead.mul(c.learningRate)), momentumBuffer };
    },
  ),

  /** Shazeer and Stern, "Adafactor" (2018), of what is no matrix: v ← β₂ v + (1 − β₂) (g² + ε), g = scale · gradient */
  adafactorSecondMoment: elementwise(
    ["expAvgSq", "gradient"],
    ["scale", "beta2", "oneMinusBeta2", "epsilon"],
    ({ expAvgSq, gradient, scale, ...c }) => {
      const g = gradient.mul(scale);
      return { expAvgSq: expAvgSq.mul(c.beta2).add(g.mul(g).add(c.epsilon).mul(c.oneMinusBeta2)) };
    },
  ),
  /** x ← kept · x + factor · gradient / √v */
  adafactorStep: elementwise(
    ["x", "gradient", "expAvgSq"],
    ["kept", "factor"],
    ({ x, gradient, expAvgSq, kept, factor }) => ({
      x: x.mul(kept).add(gradient.mul(factor).div(expAvgSq.sqrt())),
    }),
  ),
  /** p ← decay · p − u */
  subtract: elementwise(["parameter", "update"], ["decay"], ({ parameter, update, decay }) => ({
    parameter: parameter.mul(decay).sub(update),
  })),

  /** x ← factor · x */
  scale: elementwise(["x"], ["factor"], ({ x, factor }) => ({ x: x.mul(factor) })),
  /** x ← x + y */
  add: elementwise(["x", "y"], [], ({ x, y }) => ({ x: x.add(y) })),
  /** x ← y */
  copy: elementwise(["x", "y"], [], ({ y }) => ({ x: y })),
  /** x ← value */
  fill: elementwise(["x"], ["value"], ({ value }) => ({ x: value })),
  /**
   * 0 with probability p = threshold / 2³², else `kept`, for the four quarters of a mask: the four words of Philox at
   * the counter (i, site, step) with the seed as key. Step and seed have 48 bits, in two halves; all coefficients but
   * `kept` are whole numbers.
   */
  dropoutMask: elementwise(
    ["quarter0", "quarter1", "quarter2", "quarter3"],
    ["threshold", "kept", "site", "stepLow", "stepHigh", "seedLow", "seedHigh"],
    ({ threshold, kept, ...c }, index) => {
      const counter = [index, c.site.toInteger(), c.stepLow.toInteger(), c.stepHigh.toInteger()] as const;
      const words = philox(counter, [c.seedLow.toInteger(), c.seedHigh.toInteger()]);
      const [quarter0, quarter1, quarter2, quarter3] = words.map((word) =>
        word.atLeast(threshold.toInteger()).and(kept.bits()).fromBits(),
      );
      return { quarter0, quarter1, quarter2, quarter3 };
    },
  ),
  /** Σ x², exact to float64; infinite or NaN just where an element is, since no square of a float32 overflows */
  sumSquares: reduction(["x"], ({ x }) => x.mul(x)),
  /** Σ x² / v */
  sumRatios: reduction(["x", "v"], ({ x, v }) => x.mul(x).div(v)),
};

export type KernelName = keyof typeof kernels;

/** The kernels in the order of their numbers in the compiled module. */
export const kernelNames = Object.keys(kernels) as KernelName[];
