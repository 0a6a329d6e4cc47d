// Training on the Brown corpus, beside the Rust library's `train(files)` with the same normalizer and pre-tokenizer.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer as RustTokenizer } from "tokenizers";
import { Tokenizer, type Trainer } from "../src/tokenizer/index.ts";
import { trainBpe, trainUnigram, trainWordPiece } from "../src/trainers/index.ts";
import { brownLines } from "../test/oracle/lines.ts";
import { untrained } from "./untrained.ts";

/** The corpus as 6 MB of plain text, a sentence a line; gone when the process ends. */
let corpus: string | undefined;
function brownFile(): string {
  if (corpus !== undefined) return corpus;
  const folder = mkdtempSync(join(tmpdir(), "brown-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  corpus = join(folder, "brown.txt");
  const lines = brownLines(Number.POSITIVE_INFINITY);
  writeFileSync(corpus, lines.map((line) => `${line}\n`).join(""));
  return corpus;
}

/** @param size of the vocabulary; Rust's `train(files)` takes no other */
function training(kind: keyof typeof untrained, trainer: Trainer, size: number) {
  const secondsOf = async (tokenizer: Tokenizer | RustTokenizer, train: () => unknown) => {
    const began = performance.now();
    await train();
    const seconds = (performance.now() - began) / 1000;
    if (tokenizer.getVocabSize() !== size)
      throw new Error(`${size} tokens expected: ${tokenizer.getVocabSize()}`);
    return seconds;
  };
  return {
    name: `train ${kind}`,
    ours: () => {
      const file = brownFile();
      const tokenizer = Tokenizer.fromString(untrained[kind]);
      return secondsOf(tokenizer, () => tokenizer.train([file], trainer));
    },
    peer: {
      name: "tokenizers (Rust), train(files)",
      install: "nothing to install",
      available: () => true,
      run: () => {
        const file = brownFile();
        const tokenizer = RustTokenizer.fromString(untrained[kind]);
        return secondsOf(tokenizer, () => tokenizer.train([file]));
      },
    },
  };
}

export default {
  name: "tokenizers",
  cases: [
    { ...training("bpe", (words) => trainBpe(words), 30_000), bar: 1.5 },
    { ...training("wordpiece", (words) => trainWordPiece(words), 30_000), bar: 1.5 },
    { ...training("unigram", (words) => trainUnigram(words), 8000), bar: 1 },
  ],
};
