/** The exercises of chapter 2, loaded when they are asked for. */
export const chapter02 = {
  "2.5.2": async () => (await import("./pad-by-hand.ts")).padByHand,
  "2.bug": async () => (await import("./scores-of-a-batch.ts")).scoresOfABatch,
};
