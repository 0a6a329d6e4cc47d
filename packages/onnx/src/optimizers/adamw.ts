import { z } from "zod";
import { Optimizer, type OptimizerOptions, type ParameterGroup, type Update } from "./optimizer.ts";
import { parseGroups } from "./parse-groups.ts";
import type { SharedTensor } from "./shared-tensors.ts";

const nonNegative = z.number().nonnegative();
const beta = z.number().nonnegative().lt(1);

const groupSchema = z.strictObject({
  parameters: z.array(z.string()),
  learningRate: nonNegative.default(1e-3),
  betas: z.tuple([beta, beta]).default([0.9, 0.999]),
  epsilon: nonNegative.default(1e-8),
  weightDecay: nonNegative.default(1e-2),
});

export type AdamWGroup = z.input<typeof groupSchema>;
type Group = Readonly<z.output<typeof groupSchema>> & ParameterGroup;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), as `torch.optim.AdamW`. Defaults are PyTorch's:
 * learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, weight decay 1e-2.
 *
 * @throws OptimizerError for settings out of range, an unknown parameter, or one in two groups
 */
export class AdamW extends Optimizer<Group> {
  constructor(options: OptimizerOptions<AdamWGroup>) {
    super({ ...options, groups: parseGroups(groupSchema, options.groups) });
  }

  protected momentNames(): readonly string[] {
    return ["exp_avg", "exp_avg_sq"];
  }

  protected update(
    { learningRate, betas: [beta1, beta2], epsilon, weightDecay }: Group,
    parameter: SharedTensor,
    { values: gradient, scale }: { values: SharedTensor; scale: number },
    { step, moments }: { step: number; moments: readonly SharedTensor[] },
  ): Update {
    const [expAvg, expAvgSq] = moments as [SharedTensor, SharedTensor];
    const decay = 1 - learningRate * weightDecay;
    const job = {
      kernel: "adamW",
      tensors: { parameter, gradient, expAvg, expAvgSq },
      coefficients: {
        scale,
        decay,
        beta1,
        oneMinusBeta1: 1 - beta1,
        beta2,
        oneMinusBeta2: 1 - beta2,
        rootBiasCorrection2: Math.sqrt(1 - beta2 ** step),
        epsilon,
        stepSize: learningRate / (1 - beta1 ** step),
      },
    } as const;
    if (decay === 1) return { job };
    return { job, idle: { kernel: "scale", tensors: { x: parameter }, coefficients: { factor: decay } } };
  }
}
