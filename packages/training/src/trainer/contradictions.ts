import type { TrainingArguments } from "./training-arguments.ts";

/** Options that cannot hold together: each sentence names both with their values, and the way out. */
export function contradictions(args: TrainingArguments): string[] {
  const { evalStrategy, saveStrategy, loadBestModelAtEnd, loggingSteps, saveSteps } = args;
  const { evalSteps = loggingSteps } = args;
  const found: string[] = [];

  if (loadBestModelAtEnd && saveStrategy !== "best" && evalStrategy !== saveStrategy)
    found.push(
      `loadBestModelAtEnd needs a checkpoint for each evaluation, set evalStrategy and saveStrategy to the same: ${evalStrategy}, ${saveStrategy}`,
    );
  else if (loadBestModelAtEnd && evalStrategy === "no")
    found.push(
      `loadBestModelAtEnd needs evaluations, set evalStrategy and saveStrategy to "epoch": ${evalStrategy}`,
    );
  if (
    loadBestModelAtEnd &&
    evalStrategy === "steps" &&
    saveStrategy === "steps" &&
    saveSteps % evalSteps !== 0
  )
    found.push(
      `loadBestModelAtEnd needs an evaluation for each checkpoint, make saveSteps a multiple of evalSteps: ${saveSteps}, ${evalSteps}`,
    );
  if (saveStrategy === "best" && evalStrategy === "no")
    found.push(`saveStrategy "best" needs evaluations, set evalStrategy to "epoch": ${evalStrategy}`);
  if (args.metricForBestModel !== undefined && evalStrategy === "no")
    found.push(
      `metricForBestModel needs evaluations, set evalStrategy to "epoch" or leave the metric out: ${evalStrategy}, ${args.metricForBestModel}`,
    );
  if (args.greaterIsBetter !== undefined && args.metricForBestModel === undefined)
    found.push(
      `greaterIsBetter needs metricForBestModel, name the metric or leave both out: ${args.greaterIsBetter}`,
    );
  if (args.warmupSteps > 0 && args.warmupRatio > 0)
    found.push(
      `warmupSteps and warmupRatio are the same in two units, leave one out: ${args.warmupSteps}, ${args.warmupRatio}`,
    );
  if (args.fp16 && args.bf16) found.push("fp16 and bf16 exclude each other, leave one out: true, true");
  return found;
}
