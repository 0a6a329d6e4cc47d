/** The exercises of chapter 5, loaded when they are asked for. */
export const chapter05 = {
  "5.2.1": async () => (await import("./load-a-dialect.ts")).loadADialect,
  "5.3.1": async () => (await import("./commonest.ts")).commonest,
  "5.3.2": async () => (await import("./longest-texts.ts")).longestTexts,
  "5.3.3": async () => (await import("./tokens-in-batches.ts")).tokensInBatches,
  "5.3.4": async () => (await import("./mean-ratings.ts")).meanRatings,
  "5.4.1": async () => (await import("./first-of-a-stream.ts")).firstOfAStream,
  "5.4.2": async () => (await import("./weighted-mix.ts")).weightedMix,
  "5.5.1": async () => (await import("./follow-pages.ts")).followPages,
  "5.5.2": async () => (await import("./hours-to-answer.ts")).hoursToAnswer,
  "5.5.3": async () => (await import("./honest-card.ts")).honestCard,
  "5.5.4": async () => (await import("./multi-label.ts")).multiLabel,
  "5.6.1": async () => (await import("./explode-by-hand.ts")).explodeByHand,
  "5.6.2": async () => (await import("./nearest-threads.ts")).nearestThreads,
  "5.bug": async () => (await import("./at-most-of-each.ts")).atMostOfEach,
  "5.practical": async () => (await import("./clean-corpus.ts")).cleanCorpus,
};
