import { z } from "zod";
import { type AddedToken, type AddedTokenLike, asAddedToken } from "../tokenizer/added-token.ts";
import { DuplicateSpecialTokenError, TrainerOptionsError } from "./errors.ts";

/** A token that stands for itself and is never split. */
const specialToken = z.union([
  z.string().min(1),
  z.strictObject({
    content: z.string().min(1),
    singleWord: z.boolean().optional(),
    lstrip: z.boolean().optional(),
    rstrip: z.boolean().optional(),
    normalized: z.boolean().optional(),
    special: z.boolean().optional(),
  }),
]);

const character = z
  .string()
  .refine((text) => text.isWellFormed() && Array.from(text).length === 1, "expected a single character");

/** What a trainer is doing, and how far it is: `done` of `total`, in what the stage counts. */
export interface TrainingProgress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: TrainingProgress) => void;

/** What all trainers take. */
export const commonOptions = {
  /** Number of tokens to end with, special tokens and alphabet included. */
  vocabSize: z.int().positive(),
  /** The first tokens of the vocabulary, in this order. Default: none. */
  specialTokens: z.array(specialToken).default([]),
  /** Called at the beginning and the end of each stage, and about a hundred times in between. */
  onProgress: z
    .custom<OnProgress>((value) => typeof value === "function", "expected a function")
    .default(() => () => {}),
};

/** Characters that are part of the alphabet whether they occur or not: for byte-level BPE the 256 of `byteLevelAlphabet`. */
export const initialAlphabet = z.array(character).default([]);

/**
 * @throws TrainerOptionsError for options that `schema` does not take; DuplicateSpecialTokenError
 */
export function parseOptions<
  Options extends { specialTokens: z.output<typeof commonOptions.specialTokens> },
  Input,
>(
  trainer: string,
  schema: z.ZodType<Options, Input>,
  options: unknown,
): Omit<Options, "specialTokens"> & { readonly specialTokens: readonly AddedToken[] } {
  const parsed = schema.safeParse(options, { reportInput: true });
  if (!parsed.success) throw new TrainerOptionsError(trainer, parsed.error);
  const specialTokens = parsed.data.specialTokens.map((token) => ({
    ...asAddedToken(token as AddedTokenLike, true),
    special: true,
  }));
  const seen = new Set<string>();
  for (const { content } of specialTokens) {
    if (seen.has(content)) throw new DuplicateSpecialTokenError(content);
    seen.add(content);
  }
  return { ...parsed.data, specialTokens };
}
