import { z } from "zod";
import { elementCount } from "../stored-tensor.ts";
import { AdafactorPass } from "./adafactor-pass.ts";
import { moment, Optimizer, type OptimizerOptions, type StateTensor, type Work } from "./optimizer.ts";
import { parseGroups } from "./parse-groups.ts";
import type { SharedTensor } from "./shared-tensors.ts";

const positive = z.number().positive();
const nonNegative = z.number().nonnegative();

const groupSchema = z
  .strictObject({
    parameters: z.array(z.string()),
    learningRate: nonNegative.optional(),
    eps: z.tuple([positive, nonNegative]).default([1e-30, 1e-3]),
    clipThreshold: positive.default(1),
    decayRate: z.number().negative().default(-0.8),
    beta1: z.number().nonnegative().lt(1).optional(),
    weightDecay: nonNegative.default(0),
    scaleParameter: z.boolean().default(true),
    relativeStep: z.boolean().default(true),
    warmupInit: z.boolean().default(false),
  })
  .superRefine(({ learningRate, relativeStep, warmupInit }, { addIssue }) => {
    const refuse = (message: string) => addIssue({ code: "custom", message });
    if (learningRate !== undefined && relativeStep)
      refuse(
        `learningRate and relativeStep exclude each other, set relativeStep to false: ${learningRate}, ${relativeStep}`,
      );
    if (learningRate === undefined && !relativeStep)
      refuse(`without relativeStep there must be a learningRate: ${relativeStep}, ${learningRate}`);
    if (warmupInit && !relativeStep)
      refuse(`warmupInit needs relativeStep, set it to true: ${warmupInit}, ${relativeStep}`);
  });

export type AdafactorGroup = z.input<typeof groupSchema>;
/** With defaults filled in. */
export type AdafactorSettings = z.output<typeof groupSchema>;

/**
 * Adafactor (Shazeer and Stern 2018, https://arxiv.org/abs/1804.04235), with the options and defaults of Hugging Face's.
 * Of a matrix [rows, columns] it keeps the means of squared gradients over each row and each column, rows + columns
 * numbers; of more dimensions the first ones are a batch of matrices; of one dimension all squares. `beta1` adds a first
 * moment of the parameter's size.
 *
 * With `relativeStep` the step is min(10⁻², 1 / √t), with `warmupInit` min(10⁻⁶ t, 1 / √t), else `learningRate`; with
 * `scaleParameter` it is multiplied by the root mean square of the parameter, which counts as eps[1] at least. An update whose
 * root mean square exceeds `clipThreshold` is scaled down to it. β₂ is 1 − t^decayRate.
 *
 * @throws OptimizerError for settings out of range or that exclude each other, an unknown parameter, or one in two groups
 */
export class Adafactor extends Optimizer<AdafactorSettings> {
  constructor(options: OptimizerOptions<AdafactorGroup>) {
    super({ ...options, groups: parseGroups(groupSchema, options.groups) });
  }

  protected stateTensors({ beta1 }: AdafactorSettings, parameter: SharedTensor): readonly StateTensor[] {
    const { shape } = parameter;
    const squares: StateTensor[] =
      shape.length < 2
        ? [moment("exp_avg_sq", 0, parameter)]
        : [
            moment("exp_avg_sq_row", 0, { shape: shape.slice(0, -1) }),
            moment("exp_avg_sq_col", 1, { shape: [...shape.slice(0, -2), ...shape.slice(-1)] }),
          ];
    return beta1 === undefined ? squares : [...squares, moment("exp_avg", squares.length, parameter)];
  }

  protected take(work: readonly Work<AdafactorSettings>[]): void {
    const passes = work
      .filter(({ parameter }) => elementCount(parameter.shape) > 0)
      .map((item) => new AdafactorPass(item));
    const phases = ["moments", "squares", "step", "subtract"] as const;
    for (const phase of phases) {
      const jobs = passes.map((pass) => pass[phase]());
      const sums = this.pool.run(jobs.flat());
      let taken = 0;
      for (const [i, { length }] of jobs.entries()) {
        passes[i]?.results[phase].push(...sums.subarray(taken, taken + length));
        taken += length;
      }
    }
  }
}
