import type { TrainerCallback } from "./callback.ts";

/** When to log, to evaluate, to save and to stop, as the arguments say. The first of all callbacks. */
export const defaultFlowCallback: TrainerCallback = {
  onStepEnd(args, { globalStep, maxSteps }, control) {
    const isDue = (strategy: string, steps: number) => strategy === "steps" && globalStep % steps === 0;
    if (isDue(args.loggingStrategy, args.loggingSteps)) control.shouldLog = true;
    if (globalStep === 1 && args.loggingFirstStep) control.shouldLog = true;
    if (isDue(args.evalStrategy, args.evalSteps ?? args.loggingSteps)) control.shouldEvaluate = true;
    if (isDue(args.saveStrategy, args.saveSteps)) control.shouldSave = true;
    if (globalStep < maxSteps) return;
    control.shouldTrainingStop = true;
    if (args.saveStrategy === "steps") control.shouldSave = true;
  },
  onEpochEnd(args, _state, control) {
    if (args.loggingStrategy === "epoch") control.shouldLog = true;
    if (args.evalStrategy === "epoch") control.shouldEvaluate = true;
    if (args.saveStrategy === "epoch") control.shouldSave = true;
  },
};
