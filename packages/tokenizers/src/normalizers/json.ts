import { z } from "zod";
import { anyOf } from "../tokenizer/any-of.ts";
import { bertNormalizerJson } from "./bert-normalizer.ts";
import { byteLevelJson } from "./byte-level.ts";
import { lowercaseJson } from "./lowercase.ts";
import { nmtJson } from "./nmt.ts";
import type { Normalizer } from "./normalizer.ts";
import { prependJson } from "./prepend.ts";
import { replaceJson } from "./replace.ts";
import { Sequence } from "./sequence.ts";
import { stripJson } from "./strip.ts";
import { stripAccentsJson } from "./strip-accents.ts";
import { nfcJson, nfdJson, nfkcJson, nfkdJson } from "./unicode-forms.ts";

const sequenceJson = z
  .object({ type: z.literal("Sequence"), normalizers: z.array(z.lazy(() => normalizerJson)) })
  .transform((json) => new Sequence(json.normalizers));

/** The section `normalizer` of a tokenizer.json, read as the normalizer that it describes. */
export const normalizerJson: z.ZodType<Normalizer> = anyOf<Normalizer>("normalizer", {
  BertNormalizer: bertNormalizerJson,
  ByteLevel: byteLevelJson,
  Lowercase: lowercaseJson,
  NFC: nfcJson,
  NFD: nfdJson,
  NFKC: nfkcJson,
  NFKD: nfkdJson,
  Nmt: nmtJson,
  Prepend: prependJson,
  Replace: replaceJson,
  Sequence: sequenceJson,
  Strip: stripJson,
  StripAccents: stripAccentsJson,
});
