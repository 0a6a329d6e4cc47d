import { z } from "zod";
import { anyOf } from "../tokenizer/any-of.ts";
import { bpeJson } from "./bpe.ts";
import type { Model } from "./model.ts";
import { unigramJson } from "./unigram.ts";
import { wordLevelJson } from "./word-level.ts";
import { wordPieceJson } from "./word-piece.ts";

const typed: z.ZodType<Model> = anyOf<Model>("model", {
  BPE: bpeJson,
  Unigram: unigramJson,
  WordLevel: wordLevelJson,
  WordPiece: wordPieceJson,
});

/** The section `model` of a tokenizer.json, read as the model that it describes. Older files do not name its type. */
export const modelJson: z.ZodType<Model> = z.preprocess((json) => {
  if (typeof json !== "object" || json === null || "type" in json || !("vocab" in json)) return json;
  if ("merges" in json) return { type: "BPE", ...json };
  if ("max_input_chars_per_word" in json) return { type: "WordPiece", ...json };
  return { type: Array.isArray(json.vocab) ? "Unigram" : "WordLevel", ...json };
}, typed);
