import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uniform } from "../corpora/shuffle.ts";
import { ModelSourceError } from "../errors.ts";
import type { Weights } from "./recipe.ts";
import { fileHash, readWeights, writeWeights } from "./weights-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weights-"));
});
afterAll(() => rm(folder, { recursive: true }));

const random = uniform(3);
const matrix = Float32Array.from({ length: 60 }, () => 4 * random() - 2);
const weights: Weights = new Map([
  ["dense.weight", { shape: [5, 12], data: matrix.with(12, 0).fill(0, 24, 36) }],
  ["dense.bias", { shape: [5], data: Float32Array.of(0.5, -0.25, 3, 0, 1e-3) }],
]);

test.each([
  ["F16", 2 ** -10],
  ["Q8", 2 / 127 / 2],
] as const)("%s gives back what was stored, to its precision", async (stored, precision) => {
  const path = join(folder, `${stored}.safetensors`);
  await writeWeights(path, weights, stored);
  const read = await readWeights(path, await fileHash(path));
  expect([...read.keys()].sort()).toEqual(["dense.bias", "dense.weight"]);
  for (const [name, { shape, data }] of weights) {
    const given = read.get(name);
    expect(given?.shape).toEqual(shape);
    const worst = data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (given?.data[i] ?? Number.NaN))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(precision);
  }
});

test("a file with other bytes is not read", async () => {
  const path = join(folder, "broken.safetensors");
  await writeWeights(path, weights, "F16");
  const hash = await fileHash(path);
  const bytes = await readFile(path);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
  await writeFile(path, bytes);
  const error = await readWeights(path, hash).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ModelSourceError);
  expect(String(error)).toContain(path);
  expect(String(error)).toContain(hash);
});
