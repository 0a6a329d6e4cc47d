// Training on 200 MB of distinct text, beside ten times the time for 20 MB: at most linear, with the peak of memory.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Tokenizer, type Trainer } from "../src/tokenizer/index.ts";
import { trainBpe, trainUnigram, trainWordPiece } from "../src/trainers/index.ts";
import { untrained } from "./untrained.ts";

async function seconds(kind: keyof typeof untrained, trainer: Trainer, megabytes: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "scale-"));
  try {
    const file = join(folder, "corpus.txt");
    const program = fileURLToPath(new URL("./scale-corpus.ts", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [program, file, String(megabytes)]);
    if (status !== 0) throw new Error(`no corpus: ${stderr}`);
    const tokenizer = Tokenizer.fromString(untrained[kind]);
    const began = performance.now();
    await tokenizer.train([file], trainer);
    return (performance.now() - began) / 1000;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const training = (kind: keyof typeof untrained, trainer: Trainer) => ({
  name: `train ${kind} on 200 MB`,
  ...{ runs: 1, warmup: 0, bar: 1 },
  ours: () => seconds(kind, trainer, 200),
  peer: {
    name: "ten times the time for 20 MB",
    install: "nothing to install",
    available: () => true,
    run: async () => 10 * (await seconds(kind, trainer, 20)),
  },
});

export default {
  name: "tokenizers-scale",
  cases: [
    training("bpe", (words) => trainBpe(words, { specialTokens: ["<|endoftext|>"] })),
    training("wordpiece", (words) =>
      trainWordPiece(words, { specialTokens: ["[UNK]"], limitAlphabet: 1000 }),
    ),
    training("unigram", (words) => trainUnigram(words, { unkToken: "<unk>", vocabSize: 50_000 })),
  ],
};
