import type { TrainerCallback } from "../trainer/callback.ts";
import { evaluationMetrics } from "./evaluation-metrics.ts";
import { onProgress, type ProgressReport } from "./on-progress.ts";
import { type ProgressStream, progressLine } from "./progress-line.ts";
import { type EvaluationRow, type ProgressView, progressView } from "./progress-view.ts";

/** Puts a value on the page, and later ones in its place; `display` of `@llm-course/notebook` is such a function. */
export type Display = (
  view: ProgressView,
  options: { readonly volatile: boolean },
) => Promise<{ update(view: ProgressView): Promise<void> }>;

export interface ProgressOptions {
  /** Where a notebook shows it. Default: nowhere, it is a line on `stream`. */
  display?: Display;
  /** Default: the standard output. */
  stream?: ProgressStream;
}

const redrawMilliseconds = 100;

/**
 * Shows how far a training or an evaluation is: loss, learning rate, steps a second, time left. In a notebook,
 * `reportProgress({ display })` is a bar and a table of the evaluations; in a terminal a line; elsewhere a line for each log.
 */
export function reportProgress({ display, stream = process.stdout }: ProgressOptions = {}): TrainerCallback {
  return onProgress(display ? showProgress(display) : progressLine(stream));
}

function showProgress(display: Display): (progress: ProgressReport) => Promise<void> {
  let handle: Awaited<ReturnType<Display>> | undefined;
  let rows: EvaluationRow[] = [];
  let drawn = 0;
  return async (progress) => {
    const { status, step, loss, logs } = progress;
    const metrics = evaluationMetrics(logs ?? {});
    const evaluated = Object.keys(metrics).length > 0;
    if (evaluated) rows.push({ step, loss, metrics });
    const isLast = status !== "training" && status !== "evaluating";
    const now = performance.now();
    if (handle && !isLast && !evaluated && now - drawn < redrawMilliseconds) return;
    drawn = now;
    const view = progressView(progress, rows);
    if (handle) await handle.update(view);
    else handle = await display(view, { volatile: true });
    if (!isLast) return;
    handle = undefined;
    rows = [];
  };
}
