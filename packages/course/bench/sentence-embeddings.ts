import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub";
import { ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { sentences } from "./sentences.ts";

export const dimensions = 384;
const rowBytes = 4 * dimensions;
const chunk = 2048;
const batch = 32;

/** Where what the benches make is kept. */
export const benchFolder = cacheFolder("embeddings");

/**
 * Unit vectors of all-MiniLM-L6-v2, for the sentences from `first` on. What is not there yet is computed first: that of
 * 100,000 takes half an hour on 2 cores, says on stderr how far it is, and goes on where it was stopped.
 */
export async function sentenceEmbeddings(first: number, count: number): Promise<Float32Array<ArrayBuffer>> {
  await using file = await open(await embeddingsFile(first + count), "r");
  const values = new Float32Array(count * dimensions);
  const bytes = new Uint8Array(values.buffer);
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(bytes.length - at, 2 ** 30);
    at += (await file.read(bytes, at, length, first * rowBytes + at)).bytesRead;
  }
  return values;
}

/** @returns the path of raw float32 in the machine's byte order, of at least as many rows */
export async function embeddingsFile(count: number): Promise<string> {
  const path = join(benchFolder, "sentences-v1.f32");
  await mkdir(benchFolder, { recursive: true });
  await using file = await open(path, "a");
  let row = Math.floor((await file.stat()).size / rowBytes);
  if (row >= count) return path;
  await file.truncate(row * rowBytes);
  const texts = sentences(count);
  const embed = await encoder(await ensureMiniLm());
  while (row < count) {
    const part = texts.slice(row, row + chunk);
    await file.appendFile(new Uint8Array((await embed(part)).buffer));
    row += part.length;
    process.stderr.write(`\rembedded ${row} of ${count} sentences${row === count ? "\n" : ""}`);
  }
  return path;
}

async function encoder(model: string): Promise<(texts: string[]) => Promise<Float32Array<ArrayBuffer>>> {
  const session = await InferenceSession.create(join(model, "onnx", "model.onnx"));
  const tokenizer = await AutoTokenizer.fromPretrained(model);
  const tensor = (rows: number[][]) =>
    new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
  return async (texts) => {
    const vectors = new Float32Array(texts.length * dimensions);
    const order = texts.map((_, i) => i).sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
    for (let start = 0; start < order.length; start += batch) {
      const rows = order.slice(start, start + batch);
      const inputs = await tokenizer(
        rows.map((row) => texts[row] ?? ""),
        { padding: true, truncation: true, maxLength: 64 },
      );
      const { input_ids, attention_mask, token_type_ids } = inputs as unknown as Record<string, number[][]>;
      if (!input_ids || !attention_mask || !token_type_ids) throw new Error("ids and masks expected");
      const { last_hidden_state } = await session.run({
        input_ids: tensor(input_ids),
        attention_mask: tensor(attention_mask),
        token_type_ids: tensor(token_type_ids),
      });
      const states = last_hidden_state?.data as Float32Array;
      attention_mask.forEach((mask, i) => {
        const length = mask.length * dimensions;
        const vector = unitMean(states.subarray(i * length, (i + 1) * length), mask);
        vectors.set(vector, (rows[i] ?? 0) * dimensions);
      });
    }
    return vectors;
  };
}

/** The mean over the tokens that are no padding, of length one. */
function unitMean(states: Float32Array, mask: readonly number[]): Float64Array {
  const sum = new Float64Array(dimensions);
  mask.forEach((kept, token) => {
    if (kept)
      for (let j = 0; j < dimensions; j++) sum[j] = (sum[j] ?? 0) + (states[token * dimensions + j] ?? 0);
  });
  const norm = Math.hypot(...sum);
  return sum.map((value) => value / norm);
}
