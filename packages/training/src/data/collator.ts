import type { Batch } from "@llm-course/onnx";
import type { Example } from "./example.ts";

/** Makes a batch of examples: one tensor for each feature, with the examples along its first axis. */
export type DataCollator = (examples: readonly Example[]) => Batch;

/** What collators and the trainer need of a tokenizer. */
export interface ProcessingClass {
  /** The id that fills up short sequences. */
  readonly padTokenId: number;
  /** Default: "right". */
  readonly paddingSide?: "left" | "right";
  /** Writes the tokenizer's files into a folder, which is there. */
  savePretrained?(folder: string): Promise<void>;
}
