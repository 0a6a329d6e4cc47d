import { z } from "zod";
import { decoderJson } from "../decoders/json.ts";
import { modelJson } from "../models/json.ts";
import type { ModelJson } from "../models/model.ts";
import { normalizerJson } from "../normalizers/json.ts";
import { postProcessorJson } from "../post-processors/json.ts";
import { preTokenizerJson } from "../pre-tokenizers/json.ts";
import { addedTokenJson, type addedTokenToJson } from "./added-token.ts";
import { type PaddingJson, paddingJson, type TruncationJson, truncationJson } from "./truncation-padding.ts";

/** A tokenizer.json, read as the parts that it describes. */
export const tokenizerJson = z.object({
  version: z.literal("1.0").default("1.0"),
  truncation: truncationJson.nullish(),
  padding: paddingJson.nullish(),
  added_tokens: z.array(addedTokenJson).default([]),
  normalizer: normalizerJson.nullish(),
  pre_tokenizer: preTokenizerJson.nullish(),
  post_processor: postProcessorJson.nullish(),
  decoder: decoderJson.nullish(),
  model: modelJson,
});

/** What a tokenizer.json holds. */
export interface TokenizerJson {
  readonly version: string;
  readonly truncation: TruncationJson | null;
  readonly padding: PaddingJson | null;
  readonly added_tokens: readonly ReturnType<typeof addedTokenToJson>[];
  readonly normalizer: object | null;
  readonly pre_tokenizer: object | null;
  readonly post_processor: object | null;
  readonly decoder: object | null;
  readonly model: ModelJson;
}
