import { z } from "zod";
import { writtenRows } from "./written-data.ts";

export interface GapSentence {
  /** With one `[MASK]`. */
  readonly text: string;
  /** Words that a reader would accept there. */
  readonly answers: readonly string[];
}

const row = z.object({ text: z.string(), answers: z.array(z.string()) });

/** The sentences of `datasets/fill-mask`. */
export function gapSentences(): Promise<GapSentence[]> {
  return writtenRows("fill-mask", "probe.jsonl", row);
}
