import { z } from "zod";
import { anyOf } from "../tokenizer/any-of.ts";
import { bpeDecoderJson } from "./bpe-decoder.ts";
import { byteFallbackJson } from "./byte-fallback.ts";
import { byteLevelJson } from "./byte-level.ts";
import { ctcJson } from "./ctc.ts";
import type { Decoder } from "./decoder.ts";
import { fuseJson } from "./fuse.ts";
import { metaspaceJson } from "./metaspace.ts";
import { replaceJson } from "./replace.ts";
import { Sequence } from "./sequence.ts";
import { stripJson } from "./strip.ts";
import { wordPieceJson } from "./word-piece.ts";

const sequenceJson = z
  .object({ type: z.literal("Sequence"), decoders: z.array(z.lazy(() => decoderJson)) })
  .transform((json) => new Sequence(json.decoders));

/** The section `decoder` of a tokenizer.json, read as the decoder that it describes. */
export const decoderJson: z.ZodType<Decoder> = anyOf<Decoder>("decoder", {
  BPEDecoder: bpeDecoderJson,
  ByteFallback: byteFallbackJson,
  ByteLevel: byteLevelJson,
  CTC: ctcJson,
  Fuse: fuseJson,
  Metaspace: metaspaceJson,
  Replace: replaceJson,
  Sequence: sequenceJson,
  Strip: stripJson,
  WordPiece: wordPieceJson,
});
