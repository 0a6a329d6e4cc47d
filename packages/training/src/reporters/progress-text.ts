import type { Metrics } from "../trainer/callback.ts";
import type { ProgressReport } from "./on-progress.ts";

/** One line that says how far the training is, how well and how fast it goes, and how long it will take. */
export function progressText(progress: ProgressReport): string {
  const { status, step, maxSteps, epoch, numTrainEpochs, loss, learningRate, batches, elapsed } = progress;
  const { stepsPerSecond, secondsLeft } = progress;
  const counted = `${batches.done}${batches.total === undefined ? "" : `/${batches.total}`} batches`;
  if (status === "evaluating" || status === "evaluated") return `Evaluating: ${counted}`;
  const steps = `${step}/${maxSteps} steps`;
  if (status === "stopped") return `Training: stopped at ${steps} after ${formatSeconds(elapsed)}`;
  const rate = stepsPerSecond && formatRate(stepsPerSecond);
  const parts = [
    status === "trained" || maxSteps === 0 ? steps : `${steps} (${Math.floor((step / maxSteps) * 100)} %)`,
    `epoch ${formatNumber(epoch)}/${formatNumber(numTrainEpochs)}`,
    loss !== undefined && `loss ${formatNumber(loss)}`,
    ...(status === "trained"
      ? [`${formatSeconds(elapsed)}${rate ? ` (${rate})` : ""}`]
      : [
          learningRate !== undefined && `learning rate ${formatNumber(learningRate)}`,
          rate,
          secondsLeft !== undefined && `${formatSeconds(secondsLeft)} left`,
        ]),
  ];
  return `Training: ${parts.filter(Boolean).join(", ")}`;
}

/** One line with all that is logged. */
export function logText(step: number, logs: Metrics): string {
  const numbers = Object.entries(logs).map(([name, value]) => `${name} ${formatNumber(value)}`);
  return `step ${step}: ${numbers.join(", ")}`;
}

/** Four significant digits. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function formatRate(perSecond: number): string {
  return `${perSecond >= 1 ? perSecond.toFixed(1) : perSecond.toPrecision(2)} steps/s`;
}

function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)} h` : `${minutes}:${two(whole % 60)} min`;
}
