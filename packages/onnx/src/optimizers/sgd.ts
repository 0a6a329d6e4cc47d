import { z } from "zod";
import { ElementwiseOptimizer, type Update } from "./elementwise-optimizer.ts";
import { moment, type OptimizerOptions, type ParameterGroup, type StateTensor } from "./optimizer.ts";
import { parseGroups } from "./parse-groups.ts";
import type { SharedTensor } from "./shared-tensors.ts";

const nonNegative = z.number().nonnegative();

const groupSchema = z
  .strictObject({
    parameters: z.array(z.string()),
    learningRate: nonNegative.default(1e-3),
    momentum: nonNegative.default(0),
    dampening: z.number().default(0),
    nesterov: z.boolean().default(false),
    weightDecay: nonNegative.default(0),
  })
  .refine(({ nesterov, momentum, dampening }) => !nesterov || (momentum > 0 && dampening === 0), {
    error: "nesterov needs a momentum above 0 and a dampening of 0",
  });

export type SgdGroup = z.input<typeof groupSchema>;
type Group = Readonly<z.output<typeof groupSchema>> & ParameterGroup;

/**
 * Stochastic gradient descent with momentum, as `torch.optim.SGD`. Defaults: learning rate 1e-3, no momentum,
 * dampening, Nesterov or weight decay.
 *
 * @throws OptimizerError for settings out of range, an unknown parameter, or one in two groups
 */
export class Sgd extends ElementwiseOptimizer<Group> {
  constructor(options: OptimizerOptions<SgdGroup>) {
    super({ ...options, groups: parseGroups(groupSchema, options.groups) });
  }

  protected stateTensors({ momentum }: Group, parameter: SharedTensor): readonly StateTensor[] {
    return momentum === 0 ? [] : [moment("momentum_buffer", 0, parameter)];
  }

  protected update(
    { learningRate, momentum, dampening, nesterov, weightDecay }: Group,
    parameter: SharedTensor,
    { values: gradient, scale }: { values: SharedTensor; scale: number },
    { step, moments: [momentumBuffer] }: { step: number; moments: readonly SharedTensor[] },
  ): Update {
    const common = { scale, weightDecay, learningRate };
    // The first gradient becomes the momentum undampened.
    const oneMinusDampening = step === 1 ? 1 : 1 - dampening;
    const job = momentumBuffer
      ? ({
          kernel: nesterov ? "sgdNesterov" : "sgdMomentum",
          tensors: { parameter, gradient, momentumBuffer },
          coefficients: { ...common, momentum, oneMinusDampening },
        } as const)
      : ({ kernel: "sgd", tensors: { parameter, gradient }, coefficients: common } as const);
    // Weight decay is part of the gradient here, so it moves every row.
    return weightDecay === 0 ? { job } : { job, idle: job };
  }
}
