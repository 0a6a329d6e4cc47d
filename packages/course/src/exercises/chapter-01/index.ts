/** The exercises of chapter 1, loaded when they are asked for. */
export const chapter01 = {
  "1.3.1": async () => (await import("./own-labels.ts")).ownLabels,
  "1.3.2": async () => (await import("./fifteen-words.ts")).fifteenWords,
  "1.3.3": async () => (await import("./another-language.ts")).anotherLanguage,
  "1.3.4": async () => (await import("./fill-the-gap.ts")).fillTheGap,
  "1.3.5": async () => (await import("./parts-of-speech.ts")).partsOfSpeech,
  "1.3.6": async () => (await import("./line-by-line.ts")).lineByLine,
  "1.practical": async () => (await import("./letter-desk.ts")).letterDesk,
};
