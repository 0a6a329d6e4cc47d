import { z } from "zod";
import { isId } from "../models/vocabulary.ts";

const count = z.int().nonnegative();
const id = z.custom<number>(isId, "expected an id, a non-negative integer");
const direction = z.enum(["Left", "Right"]).default("Right");

/** The section `truncation` of a tokenizer.json. */
export const truncationJson = z.object({
  direction,
  max_length: count,
  strategy: z.enum(["LongestFirst", "OnlyFirst", "OnlySecond"]),
  stride: count,
});

/** The section `padding` of a tokenizer.json. */
export const paddingJson = z.object({
  strategy: z.union([z.literal("BatchLongest"), z.strictObject({ Fixed: count })], {
    error: 'expected "BatchLongest" or { "Fixed": … }',
  }),
  direction,
  pad_to_multiple_of: count.nullish().transform((multiple) => multiple ?? null),
  pad_id: id,
  pad_type_id: id,
  pad_token: z.string(),
});

export type TruncationJson = z.output<typeof truncationJson>;
export type PaddingJson = z.output<typeof paddingJson>;
