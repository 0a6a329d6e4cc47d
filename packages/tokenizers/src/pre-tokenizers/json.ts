import { z } from "zod";
import { anyOf } from "../tokenizer/any-of.ts";
import { bertPreTokenizerJson } from "./bert-pre-tokenizer.ts";
import { byteLevelJson } from "./byte-level.ts";
import { charDelimiterSplitJson } from "./char-delimiter-split.ts";
import { digitsJson } from "./digits.ts";
import { metaspaceJson } from "./metaspace.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";
import { punctuationJson } from "./punctuation.ts";
import { Sequence } from "./sequence.ts";
import { splitJson } from "./split.ts";
import { whitespaceJson } from "./whitespace.ts";
import { whitespaceSplitJson } from "./whitespace-split.ts";

const sequenceJson = z
  .object({ type: z.literal("Sequence"), pretokenizers: z.array(z.lazy(() => preTokenizerJson)) })
  .transform((json) => new Sequence(json.pretokenizers));

/** The section `pre_tokenizer` of a tokenizer.json, read as the pre-tokenizer that it describes. */
export const preTokenizerJson: z.ZodType<PreTokenizer> = anyOf<PreTokenizer>("pre-tokenizer", {
  BertPreTokenizer: bertPreTokenizerJson,
  ByteLevel: byteLevelJson,
  CharDelimiterSplit: charDelimiterSplitJson,
  Digits: digitsJson,
  Metaspace: metaspaceJson,
  Punctuation: punctuationJson,
  Sequence: sequenceJson,
  Split: splitJson,
  Whitespace: whitespaceJson,
  WhitespaceSplit: whitespaceSplitJson,
});
