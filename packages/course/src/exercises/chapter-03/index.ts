/** The exercises of chapter 3, loaded when they are asked for. */
export const chapter03 = {
  "3.2.1": async () => (await import("./label-of-row.ts")).labelOfRow,
  "3.2.2": async () => (await import("./join-a-pair.ts")).joinAPair,
  "3.2.3": async () => (await import("./any-glue-task.ts")).anyGlueTask,
  "3.4.1": async () => (await import("./loop-of-your-own.ts")).loopOfYourOwn,
  "3.bug": async () => (await import("./gradient-in-parts.ts")).gradientInParts,
  "3.practical": async () => (await import("./a-classifier.ts")).aClassifier,
};
