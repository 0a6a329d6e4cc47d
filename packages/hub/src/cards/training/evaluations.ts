type Log = Readonly<Record<string, number>>;

export interface Evaluation {
  readonly epoch: number | undefined;
  readonly step: number | undefined;
  /** The last one logged up to then. */
  readonly trainingLoss: number | undefined;
  /** Without the prefix `eval_`; neither times nor speeds. */
  readonly metrics: ReadonlyMap<string, number>;
}

const times = /_(?:runtime|per_second|preparation_time)$/;

/** The evaluations in a trainer's log, in their order. */
export function evaluations(logHistory: readonly Log[]): Evaluation[] {
  const found: Evaluation[] = [];
  let trainingLoss: number | undefined;
  for (const log of logHistory) {
    if (log.loss !== undefined) trainingLoss = log.loss;
    const metrics = scores(log, true);
    if (metrics.size > 0) found.push({ epoch: log.epoch, step: log.step, trainingLoss, metrics });
  }
  return found;
}

/** The metrics in a log entry, or in what `evaluate` gives; `onlyEvaluation` leaves out what has no prefix `eval_`. */
export function scores(log: Log, onlyEvaluation = false): Map<string, number> {
  return new Map(
    Object.entries(log).flatMap(([name, value]) => {
      const evaluated = name.startsWith("eval_");
      if (times.test(name) || (!evaluated && (onlyEvaluation || name === "epoch" || name === "step")))
        return [];
      return [[evaluated ? name.slice(5) : name, value] as const];
    }),
  );
}
