/** The numbers of one log, under tags such as "train/loss" and "eval/accuracy". */
export interface LogPoint {
  readonly step: number;
  readonly time: Date;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * What a service that keeps experiments, such as MLflow or Weights & Biases, has to do for `reportToTracker`. A method
 * rejects where the service cannot be reached or refuses.
 */
export interface ExperimentTracker {
  /** Names the service in checkpoints and warnings. */
  readonly name: string;
  /**
   * Begins a run and gives the service's id of it. Where a training is resumed, `id` is what this gave before, and
   * `step` the step of the checkpoint: what was logged after it no longer counts.
   */
  begin(run: {
    readonly config: Readonly<Record<string, unknown>>;
    readonly id: string | undefined;
    readonly step: number;
  }): Promise<string>;
  /** Takes the logs since the last call, in order. May be called again with the same ones after it has rejected. */
  log(id: string, points: readonly LogPoint[]): Promise<unknown>;
  /** `stopped`: before all steps were done, by an error or an interruption. */
  end(id: string, status: "finished" | "stopped"): Promise<unknown>;
}
