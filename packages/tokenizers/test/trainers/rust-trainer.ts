import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer } from "tokenizers";
import { tokenizerJsonOf } from "../oracle/rust.ts";

/** Models as the Rust library has them before it trains them, with its default options. */
const untrained = {
  BPE: { type: "BPE", vocab: {}, merges: [] },
  WordPiece: {
    ...{ type: "WordPiece", vocab: {}, unk_token: "[UNK]" },
    ...{ continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
  },
  Unigram: { type: "Unigram", vocab: [["<unk>", 0]], unk_id: 0 },
  WordLevel: { type: "WordLevel", vocab: {}, unk_token: "<unk>" },
};

export interface RustModel {
  readonly vocab: Record<string, number>;
  readonly merges: [string, string][];
}

/** The model section that the Rust library trains on a text, which it reads from a file. */
export function trainWithRust(type: keyof typeof untrained, parts: object, text: string): RustModel {
  const folder = mkdtempSync(join(tmpdir(), "trainers-"));
  try {
    const tokenizer = Tokenizer.fromString(tokenizerJsonOf({ ...parts, model: untrained[type] }));
    writeFileSync(join(folder, "corpus.txt"), text);
    tokenizer.train([join(folder, "corpus.txt")]);
    tokenizer.save(join(folder, "tokenizer.json"));
    return JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")).model;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
