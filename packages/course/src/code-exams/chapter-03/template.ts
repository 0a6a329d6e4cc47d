// The code exam of chapter 3: what a Trainer does, by hand. Complete the four functions; plain TypeScript, no imports.
// Grade it with: npx -y pnpm@12 course exam 3 --grade

/** What a data collator makes of a batch. */
export interface Batch {
  inputIds: number[][];
  attentionMask: number[][];
}

/**
 * Dynamic padding: all rows become as long as the longest of this batch, filled up on the right with `padTokenId`. The
 * attention mask is 1 for tokens and 0 for padding, also where a token of the text has the id `padTokenId`.
 */
export function pad(rows: number[][], padTokenId: number): Batch {
  throw new Error(`pad is to be written: ${rows.length} rows, ${padTokenId}`);
}

export interface Schedule {
  /** The highest learning rate. */
  peak: number;
  warmupSteps: number;
  totalSteps: number;
}

/**
 * The learning rate of a step (the first is 0), linear with warmup: from 0 up to `peak` at step `warmupSteps`, then down
 * to 0 at step `totalSteps`, and 0 from there on. Without warmup it begins at `peak`.
 */
export function learningRate(step: number, { peak, warmupSteps, totalSteps }: Schedule): number {
  throw new Error(`learningRate is to be written: ${step}, ${peak}, ${warmupSteps}, ${totalSteps}`);
}

/**
 * The F1 score of predictions for the label 1: the harmonic mean of precision and recall. 0 where nothing of label 1 was
 * predicted rightly.
 */
export function f1(predictions: number[], labels: number[]): number {
  throw new Error(`f1 is to be written: ${predictions.length} predictions, ${labels.length} labels`);
}

export interface TrainOptions extends Schedule {
  epochs: number;
  /** Examples of a micro-batch; the last one of an epoch may have fewer. */
  batchSize: number;
  /** Micro-batches whose gradients are averaged before a step. At the end of an epoch fewer may be left: they make a step, too. */
  gradientAccumulationSteps: number;
}

/**
 * Trains a logistic regression: the probability of label 1 is the sigmoid of the dot product of input and weights. The
 * loss of a micro-batch is the mean cross-entropy of its examples; its gradient is the mean of (probability − label) ·
 * input. Each step subtracts learning rate · gradient, where the gradient is the mean over the accumulated micro-batches
 * and the learning rate that of `learningRate` for the number of steps made before. Examples stay in order, and weights
 * begin at 0.
 *
 * @returns the weights after all epochs
 */
export function train(inputs: number[][], labels: number[], options: TrainOptions): number[] {
  throw new Error(
    `train is to be written: ${inputs.length} inputs, ${labels.length} labels, ${options.epochs} epochs`,
  );
}
