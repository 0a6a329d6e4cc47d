/** The exercises of chapter 2, loaded when they are asked for. */
export const chapter02 = {
  "2.2.1": async () => (await import("./without-a-pipeline.ts")).withoutAPipeline,
  "2.4.1": async () => (await import("./ids-by-hand.ts")).idsByHand,
  "2.5.1": async () => (await import("./rows-alone.ts")).rowsAlone,
  "2.5.2": async () => (await import("./pad-by-hand.ts")).padByHand,
  "2.practical": async () => (await import("./long-review.ts")).longReview,
};
