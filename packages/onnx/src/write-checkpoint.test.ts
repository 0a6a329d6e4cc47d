import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCheckpoint } from "./read-checkpoint.ts";
import { storedTensor } from "./stored-tensor.ts";
import { writeCheckpoint } from "./write-checkpoint.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "checkpoint-"));
});
afterAll(() => rm(root, { recursive: true }));

const f32 = (...values: number[]) => storedTensor("F32", [values.length], Float32Array.from(values));
const tensors = new Map([
  ["c", f32(1, 2)],
  ["a", f32(3)],
  ["large", f32(4, 5, 6, 7, 8)],
  ["b", f32(9)],
]);

test("a checkpoint below the limit is one file", async () => {
  const folder = await mkdtemp(join(root, "single-"));
  await writeCheckpoint(folder, tensors, { maxShardSize: 36 });
  expect(await readdir(folder)).toEqual(["model.safetensors"]);
});

test("shards are named and indexed as Hugging Face's libraries do, in the order of the tensors", async () => {
  const folder = await mkdtemp(join(root, "sharded-"));
  await writeCheckpoint(folder, tensors, { maxShardSize: 12 });
  const [first, second, third] = [1, 2, 3].map((i) => `model-0000${i}-of-00003.safetensors`);
  expect((await readdir(folder)).sort()).toEqual([first, second, third, "model.safetensors.index.json"]);
  expect(JSON.parse(await readFile(join(folder, "model.safetensors.index.json"), "utf8"))).toEqual({
    metadata: { total_size: 36 },
    weight_map: { a: first, b: third, c: first, large: second },
  });

  await using checkpoint = await readCheckpoint(folder);
  expect([...checkpoint.tensors.keys()].sort()).toEqual(["a", "b", "c", "large"]);
  for (const [name, tensor] of tensors)
    expect(Buffer.from((await checkpoint.tensors.get(name)?.read()) ?? [])).toEqual(
      Buffer.from(await tensor.read()),
    );
  expect(checkpoint.metadata).toEqual({ format: "pt" });
});

test("weights written before do not stay beside new ones, other files do", async () => {
  const folder = await mkdtemp(join(root, "again-"));
  await writeCheckpoint(folder, tensors);
  await writeCheckpoint(join(folder), tensors, { maxShardSize: 12 });
  expect(await readdir(folder)).not.toContain("model.safetensors");
  await writeCheckpoint(folder, tensors);
  expect(await readdir(folder)).toEqual(["model.safetensors"]);
});
