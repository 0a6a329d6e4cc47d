import { fileURLToPath } from "node:url";

/** The folder of `datasets/paraphrases`: pairs of sentences as MRPC has them, written for the course. */
export const paraphrasesFolder = fileURLToPath(new URL("../../../../datasets/paraphrases", import.meta.url));
