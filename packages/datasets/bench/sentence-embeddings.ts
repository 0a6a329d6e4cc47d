import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder, ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { sentences } from "./sentences.ts";

export const dimensions = 384;
const chunk = 2048;
const batch = 32;

/**
 * Unit vectors of all-MiniLM-L6-v2, a row for each of the first `count` sentences. The first call takes minutes and says
 * how far it is on stderr; what it has is kept in the cache folder, so that a call after one that was stopped goes on there.
 */
export async function sentenceEmbeddings(count: number): Promise<Float32Array<ArrayBuffer>> {
  const path = await embeddingsFile(count);
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).slice(0, count * dimensions);
}

/** @returns the path of raw float32, in the machine's byte order */
export async function embeddingsFile(count: number): Promise<string> {
  const model = await ensureMiniLm();
  const folder = join(dirname(cacheFolder()), "embeddings");
  const path = join(folder, `sentences-v1-${count}.f32`);
  const partial = `${path}.part`;
  await mkdir(folder, { recursive: true });
  if (await isThere(path)) return path;
  const texts = sentences(count);
  const embed = await encoder(model);
  const file = await open(partial, "a");
  try {
    for (let row = Math.floor((await file.stat()).size / (4 * dimensions)); row < count; ) {
      await file.truncate(row * 4 * dimensions);
      const part = texts.slice(row, row + chunk);
      await file.appendFile(new Uint8Array((await embed(part)).buffer));
      row += part.length;
      process.stderr.write(`\rembedded ${row} of ${count} sentences${row === count ? "\n" : ""}`);
    }
  } finally {
    await file.close();
  }
  await rename(partial, path);
  return path;
}

const isThere = (path: string) =>
  open(path).then(
    (file) => file.close().then(() => true),
    () => false,
  );

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
