import { z } from "zod";
import { TokenizerOptionsError } from "./errors.ts";

const side = z.enum(["left", "right"]);
const flag = z.boolean();

/** What a padded batch may be asked to be. */
export const paddingOptions = {
  /** `true` or `"longest"`: to the longest row. `"max_length"`: to `maxLength`, else the model's. Default: false. */
  padding: z.union([flag, z.enum(["longest", "max_length"])]).optional(),
  /** Round the length up to a multiple. */
  padToMultipleOf: z.int().positive().optional(),
  /** Default: the tokenizer's. */
  paddingSide: side.optional(),
  /** Tokens of a row, special ones included, for truncation and for `padding: "max_length"`. Default: the model's. */
  maxLength: z.int().positive().optional(),
  /** Default: if the model has such an input. */
  returnAttentionMask: flag.optional(),
  /** Tensors in place of lists. Default: false. */
  returnTensors: flag.optional(),
};

const schema = z.strictObject({
  ...paddingOptions,
  /** Default: true. */
  addSpecialTokens: flag.optional(),
  /** `true` or `"longest_first"`: of two texts the longer one. Default: false. */
  truncation: z.union([flag, z.enum(["longest_first", "only_first", "only_second"])]).optional(),
  /** Default: the tokenizer's. */
  truncationSide: side.optional(),
  /** Tokens that a row shares with the one before, with `returnOverflowingTokens`. Default: 0. */
  stride: z.int().nonnegative().optional(),
  /** What is cut off becomes further rows. Default: false. */
  returnOverflowingTokens: flag.optional(),
  /** The texts are lists of words. Default: false. */
  isSplitIntoWords: flag.optional(),
  /** Default: false. */
  returnOffsetsMapping: flag.optional(),
  /** Default: false. */
  returnSpecialTokensMask: flag.optional(),
  /** Default: if the model has such an input. */
  returnTokenTypeIds: flag.optional(),
  /** Default: false. */
  returnLength: flag.optional(),
});

export type CallOptions = z.output<typeof schema>;

/** @throws TokenizerOptionsError for options that there are not, and for such that contradict each other */
export function checkCallOptions(options: unknown): CallOptions {
  const result = schema.safeParse(options, { reportInput: true });
  if (!result.success) throw TokenizerOptionsError.fromZod(result.error);
  const { padding, truncation, returnOverflowingTokens, maxLength, ...rest } = result.data;
  const needs = (name: keyof CallOptions, way: string) => {
    const given = { [name]: result.data[name], padding, truncation };
    throw new TokenizerOptionsError(`option ${name} says nothing alone, ${way}`, given);
  };
  if (maxLength !== undefined && !truncation && padding !== "max_length")
    needs("maxLength", 'pass truncation: true or padding: "max_length" with it, or leave it out');
  if (rest.padToMultipleOf !== undefined && !padding)
    needs("padToMultipleOf", "pass padding: true with it, or leave it out");
  if (rest.paddingSide !== undefined && !padding)
    needs("paddingSide", "pass padding: true with it, or leave it out");
  if (rest.truncationSide !== undefined && !truncation)
    needs("truncationSide", "pass truncation: true with it, or leave it out");
  if (returnOverflowingTokens && !truncation)
    needs("returnOverflowingTokens", "pass truncation: true with it, or leave it out");
  if (rest.stride && !returnOverflowingTokens)
    needs("stride", "pass returnOverflowingTokens: true with it, or leave it out");
  if (truncation && padding === "max_length" && maxLength !== undefined && rest.padToMultipleOf)
    if (maxLength % rest.padToMultipleOf !== 0)
      throw new TokenizerOptionsError(
        "a row cannot be padded to a multiple and truncated to a length that is none, make maxLength a multiple",
        { padToMultipleOf: rest.padToMultipleOf, maxLength },
      );
  return result.data;
}
