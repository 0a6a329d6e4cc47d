import { z } from "zod";
import { writtenRows } from "./written-data.ts";

export interface Opinion {
  readonly text: string;
  readonly label: "negative" | "positive";
}

const row = z.object({ text: z.string(), label: z.enum(["negative", "positive"]) });

/**
 * Sentences of `datasets/opinions` that say plainly what somebody thinks of something; the model `sentiment` was trained on
 * those of `train`, and the topics of `test` are others.
 */
export function plainOpinions(split: "train" | "test"): Promise<Opinion[]> {
  return writtenRows("opinions", `${split}-plain.jsonl`, row);
}

/** Sentences that say it dryly, or mean the opposite. They are not among the plain ones. */
export function dryOpinions(split: "train" | "test"): Promise<Opinion[]> {
  return writtenRows("opinions", `${split}.jsonl`, row);
}
