import { styleText } from "node:util";
import { evaluationMetrics } from "./evaluation-metrics.ts";
import type { ProgressReport } from "./on-progress.ts";
import { logText, progressText } from "./progress-text.ts";

export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

const redrawMilliseconds = 100;

/**
 * Draws progress on a stream. In a terminal it is one line that changes, with the results of evaluations above it; colours
 * follow NO_COLOR and FORCE_COLOR. Elsewhere there is a line for each log and one at the end, without control characters.
 */
export function progressLine(stream: ProgressStream): (progress: ProgressReport) => void {
  let drawn = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const { status, step, logs } = progress;
    const isLast = status !== "training" && status !== "evaluating";
    if (!stream.isTTY) {
      if (logs) stream.write(`${logText(step, logs)}\n`);
      if (isLast) stream.write(`${progressText(progress)}\n`);
      return;
    }
    const evaluation = Object.keys(evaluationMetrics(logs ?? {})).length > 0;
    const now = performance.now();
    if (!isLast && !evaluation && now - drawn < redrawMilliseconds) return;
    drawn = isLast ? Number.NEGATIVE_INFINITY : now;
    const above = logs && evaluation ? `${logText(step, logs)}\n` : "";
    // A line that wraps could not be drawn over. Some terminals do not say their width: 0.
    const text = progressText(progress).slice(0, (stream.columns || 80) - 1);
    const [, label = "", rest = ""] = /^(\w+:)(.*)$/.exec(text) ?? [];
    const styled = styleText("cyan", label, { stream });
    stream.write(`\r\x1b[K${above}${styled}${rest}${isLast ? "\n" : ""}`);
  };
}
