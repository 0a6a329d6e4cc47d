import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, ensureFolder } from "@llm-course/hub";
import {
  elementCount,
  readFloat32Into,
  readSafetensors,
  type StoredTensor,
  storedTensor,
  writeSafetensors,
} from "@llm-course/onnx";
import { z } from "zod";
import { uniform } from "../corpora/shuffle.ts";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import { addCapitals } from "./add-capitals.ts";

const table = "embeddings.word_embeddings.weight";
/** Of the vectors that mark a capital, beside word embeddings of a length of about 1.4. */
const markLength = 0.7;

/**
 * The folder of MiniLM with an eye for capitals, to fine-tune: "Rose" and "ROSE" are the row of "rose" plus a random vector
 * of their own kind. The encoder knows nothing of these vectors until it is fine-tuned.
 *
 * @returns an absolute path
 */
export async function ensureCasedMiniLm(): Promise<string> {
  const source = await ensureMiniLm();
  return ensureFolder(join(cacheFolder("models"), "all-MiniLM-L6-v2-cased-v1"), async (folder) => {
    const tokenizer = tokenizerSchema.parse(await readJson(join(source, "tokenizer.json")));
    const lower = addCapitals(tokenizer.model.vocab);
    const normalizer = { ...tokenizer.normalizer, lowercase: false, strip_accents: true };
    await writeJson(join(folder, "tokenizer.json"), { ...tokenizer, normalizer });
    const settings = z.looseObject({}).parse(await readJson(join(source, "tokenizer_config.json")));
    await writeJson(join(folder, "tokenizer_config.json"), {
      ...settings,
      do_lower_case: false,
      strip_accents: true,
    });
    const config = z.looseObject({}).parse(await readJson(join(source, "config.json")));
    await writeJson(join(folder, "config.json"), { ...config, vocab_size: lower.length });
    await using checkpoint = await readSafetensors(join(source, "model.safetensors"));
    const words = checkpoint.tensors.get(table) as StoredTensor;
    const pieces = Object.entries(tokenizer.model.vocab).sort((a, b) => a[1] - b[1]);
    const rows = await marked(
      words,
      lower,
      pieces.map(([piece]) => piece),
    );
    await writeSafetensors(
      join(folder, "model.safetensors"),
      new Map([...checkpoint.tensors, [table, rows]]),
    );
  });
}

const tokenizerSchema = z.looseObject({
  normalizer: z.looseObject({ type: z.literal("BertNormalizer") }),
  model: z.looseObject({ type: z.literal("WordPiece"), vocab: z.record(z.string(), z.number()) }),
});

async function marked(
  words: StoredTensor,
  lower: readonly number[],
  pieces: readonly string[],
): Promise<StoredTensor> {
  const [count = 0, width = 0] = words.shape;
  const source = new Float32Array(elementCount(words.shape));
  await readFloat32Into(words, source);
  const random = uniform(20);
  const [capital, large] = [0, 1].map(() => {
    const vector = Float32Array.from({ length: width }, () => 2 * random() - 1);
    const length = Math.hypot(...vector);
    return vector.map((value) => (value / length) * markLength);
  }) as [Float32Array, Float32Array];
  const rows = new Float16Array(lower.length * width);
  for (const [id, base] of lower.entries()) {
    const mark = id < count ? undefined : isLarge(pieces[id] as string) ? large : capital;
    for (let k = 0; k < width; k++)
      rows[id * width + k] = (source[base * width + k] as number) + (mark?.[k] ?? 0);
  }
  return storedTensor("F16", [lower.length, width], rows);
}

/** "A" counts as Capital. */
function isLarge(piece: string): boolean {
  const word = piece.replace("##", "");
  return word.length > 1 && word === word.toUpperCase();
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(value));
}
