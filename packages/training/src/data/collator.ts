import type { Batch } from "@llm-course/onnx";
import type { Example } from "./example.ts";

/** Where the examples of a batch come from. */
export interface BatchOrigin {
  readonly epoch: number;
  /** The number of each example in the dataset; of one that can only be iterated, how many came before it. */
  readonly numbers: readonly number[];
}

/** Makes a batch of examples: one tensor for each feature, with the examples along its first axis. */
export interface DataCollator {
  /** @param origin what a data loader knows of the examples; one that draws numbers draws the same for the same origin */
  (examples: readonly Example[], origin?: BatchOrigin): Batch;
  /** Features that it reads besides the inputs of the model, which the trainer keeps for it. Default: none. */
  readonly reads?: readonly string[];
}

/** What collators and the trainer need of a tokenizer. */
export interface ProcessingClass {
  /** The id that fills up short sequences. */
  readonly padTokenId: number;
  /** Default: "right". */
  readonly paddingSide?: "left" | "right";
  /** Stands for a token to predict. */
  readonly maskTokenId?: number;
  /** How many tokens there are to draw from. */
  readonly vocabSize?: number;
  /** Tokens that are never masked. */
  readonly allSpecialIds?: readonly number[];
  /** Tells where a word goes on, as "##ing" does. */
  convertIdsToTokens?(ids: number[]): string[];
  /** Writes the tokenizer's files into a folder, which is there. */
  savePretrained?(folder: string): Promise<void>;
}
