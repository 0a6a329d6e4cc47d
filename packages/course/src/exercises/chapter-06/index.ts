/** The exercises of chapter 6, loaded when they are asked for. */
export const chapter06 = {
  "6.3.1": async () => (await import("./words-of-an-encoding.ts")).wordsOfAnEncoding,
  "6.3.2": async () => (await import("./tokens-of-a-span.ts")).tokensOfASpan,
  "6.3b.1": async () => (await import("./likely-spans.ts")).likelySpans,
  "6.3b.2": async () => (await import("./allowed-spans.ts")).allowedSpans,
  "6.3b.3": async () => (await import("./windows.ts")).windows,
  "6.3b.4": async () => (await import("./merge-windows.ts")).mergeWindows,
  "6.4.1": async () => (await import("./cased-normalizer.ts")).casedNormalizer,
  "6.5.1": async () => (await import("./learn-merges.ts")).learnMerges,
  "6.5.2": async () => (await import("./apply-merges.ts")).applyMerges,
  "6.6.1": async () => (await import("./learn-pieces.ts")).learnPieces,
  "6.6.2": async () => (await import("./longest-pieces.ts")).longestPieces,
  "6.7.1": async () => (await import("./best-cut.ts")).bestCut,
  "6.7.2": async () => (await import("./least-useful.ts")).leastUseful,
  "6.bug": async () => (await import("./text-in-pieces.ts")).textInPieces,
  "6.practical": async () => (await import("./recipe-tokenizer.ts")).recipeTokenizer,
};
