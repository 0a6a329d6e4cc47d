import { z } from "zod";
import { ElementwiseOptimizer, type Update } from "./elementwise-optimizer.ts";
import { moment, type OptimizerOptions, type ParameterGroup, type StateTensor } from "./optimizer.ts";
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

export const adamWSettings = groupSchema.shape;
export type AdamWGroup = z.input<typeof groupSchema>;
type Group = Readonly<z.output<typeof groupSchema>> & ParameterGroup;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), as `torch.optim.AdamW`. Defaults are PyTorch's:
 * learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, weight decay 1e-2.
 *
 * @throws OptimizerError for settings out of range, an unknown parameter, or one in two groups
 */
export class AdamW extends ElementwiseOptimizer<Group> {
  constructor(options: OptimizerOptions<AdamWGroup>) {
    super({ ...options, groups: parseGroups(groupSchema, options.groups) });
  }

  protected stateTensors(_: Group, parameter: SharedTensor): readonly StateTensor[] {
    return [moment("exp_avg", 0, parameter), moment("exp_avg_sq", 1, parameter)];
  }

  protected update(
    { learningRate, betas, epsilon, weightDecay }: Group,
    parameter: SharedTensor,
    { values: gradient, scale }: { values: SharedTensor; scale: number },
    { step, moments }: { step: number; moments: readonly SharedTensor[] },
  ): Update {
    const [expAvg, expAvgSq] = moments as [SharedTensor, SharedTensor];
    const settings = { learningRate, betas, epsilon, weightDecay };
    const job = adamWJob(settings, { parameter, gradient, expAvg, expAvgSq }, scale, step);
    const { decay } = job.coefficients;
    if (decay === 1) return { job };
    return { job, idle: { kernel: "scale", tensors: { x: parameter }, coefficients: { factor: decay } } };
  }
}

/** The kernel of one step: of moments of 32 bits. */
export function adamWJob(
  { learningRate, betas: [beta1, beta2], epsilon, weightDecay }: Omit<Group, "parameters">,
  tensors: Readonly<Record<"parameter" | "gradient" | "expAvg" | "expAvgSq", SharedTensor>>,
  scale: number,
  step: number,
) {
  const coefficients = {
    scale,
    decay: 1 - learningRate * weightDecay,
    beta1,
    oneMinusBeta1: 1 - beta1,
    beta2,
    oneMinusBeta2: 1 - beta2,
    rootBiasCorrection2: Math.sqrt(1 - beta2 ** step),
    epsilon,
    stepSize: learningRate / (1 - beta1 ** step),
  };
  return { kernel: "adamW", tensors, coefficients } as const;
}
