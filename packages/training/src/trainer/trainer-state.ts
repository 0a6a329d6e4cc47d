/** How far a training is, and what it has logged. */
export interface TrainerState {
  /** Optimizer steps done. */
  globalStep: number;
  /** Epochs done, with the part of the one under way. */
  epoch: number;
  /** Optimizer steps of the whole training. */
  maxSteps: number;
  numTrainEpochs: number;
  /** Everything logged, each with `epoch` and `step`. */
  logHistory: Readonly<Record<string, number>>[];
  /** The best value so far of the metric for the best model. */
  bestMetric: number | undefined;
  bestGlobalStep: number | undefined;
  /** The folder of the checkpoint that has it. */
  bestModelCheckpoint: string | undefined;
}

export function newTrainerState(): TrainerState {
  return {
    globalStep: 0,
    epoch: 0,
    maxSteps: 0,
    numTrainEpochs: 0,
    logHistory: [],
    bestMetric: undefined,
    bestGlobalStep: undefined,
    bestModelCheckpoint: undefined,
  };
}
