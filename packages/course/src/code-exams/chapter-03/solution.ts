// Our answer to the code exam of chapter 3, as a learner would write it.
import type { Batch, Schedule, TrainOptions } from "./template.ts";

export function pad(rows: number[][], padTokenId: number): Batch {
  const longest = Math.max(0, ...rows.map((row) => row.length));
  const filled = (row: number[], value: number) => [...row, ...Array(longest - row.length).fill(value)];
  return {
    inputIds: rows.map((row) => filled(row, padTokenId)),
    attentionMask: rows.map((row) =>
      filled(
        row.map(() => 1),
        0,
      ),
    ),
  };
}

export function learningRate(step: number, { peak, warmupSteps, totalSteps }: Schedule): number {
  if (step < warmupSteps) return (peak * step) / warmupSteps;
  if (step >= totalSteps) return 0;
  return (peak * (totalSteps - step)) / (totalSteps - warmupSteps);
}

export function f1(predictions: number[], labels: number[]): number {
  const count = (prediction: number, label: number) =>
    predictions.filter((value, i) => value === prediction && labels[i] === label).length;
  const found = count(1, 1);
  if (found === 0) return 0;
  const precision = found / (found + count(1, 0));
  const recall = found / (found + count(0, 1));
  return (2 * precision * recall) / (precision + recall);
}

export function train(inputs: number[][], labels: number[], options: TrainOptions): number[] {
  const { epochs, batchSize, gradientAccumulationSteps } = options;
  let weights: number[] = inputs[0]?.map(() => 0) ?? [];
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let gradients: number[][] = [];
    for (let start = 0; start < inputs.length; start += batchSize) {
      const end = Math.min(start + batchSize, inputs.length);
      const gradient = weights.map(() => 0);
      for (let i = start; i < end; i++) {
        const input = inputs[i] ?? [];
        const logit = input.reduce((sum, x, k) => sum + x * (weights[k] ?? 0), 0);
        const error = 1 / (1 + Math.exp(-logit)) - (labels[i] ?? 0);
        for (const [k, x] of input.entries()) gradient[k] = (gradient[k] ?? 0) + (error * x) / (end - start);
      }
      gradients.push(gradient);
      if (gradients.length < gradientAccumulationSteps && end < inputs.length) continue;
      const rate = learningRate(step, options);
      const count = gradients.length;
      weights = weights.map(
        (w, k) => w - (rate * gradients.reduce((sum, g) => sum + (g[k] ?? 0), 0)) / count,
      );
      gradients = [];
      step += 1;
    }
  }
  return weights;
}
