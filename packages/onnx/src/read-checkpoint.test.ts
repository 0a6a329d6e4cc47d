import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CheckpointIndexError,
  MissingCheckpointError,
  MissingShardError,
  ShardMismatchError,
} from "./errors.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { storedTensor } from "./stored-tensor.ts";
import { writeSafetensors } from "./write-safetensors.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "checkpoint-"));
});
afterAll(() => rm(root, { recursive: true }));

const tensor = storedTensor("F32", [1], new Float32Array([1]));

async function folderWith(index: unknown, shards: Record<string, string[]> = {}): Promise<string> {
  const folder = await mkdtemp(join(root, "folder-"));
  const text = typeof index === "string" ? index : JSON.stringify({ weight_map: index });
  await writeFile(join(folder, "model.safetensors.index.json"), text);
  for (const [file, names] of Object.entries(shards))
    await writeSafetensors(join(folder, file), new Map(names.map((name) => [name, tensor])));
  return folder;
}

test("a folder without weights is refused, naming what was looked for", async () => {
  const folder = await mkdtemp(join(root, "empty-"));
  await expect(readCheckpoint(folder)).rejects.toThrow(MissingCheckpointError);
  await expect(readCheckpoint(folder)).rejects.toThrow(
    `expected model.safetensors or model.safetensors.index.json in the folder: ${folder}`,
  );
});

test.each<[string, unknown, RegExp]>([
  ["no JSON", "{", /expected JSON/],
  ["no map", "{}", /weight_map/],
  ["a map of numbers", { a: 1 }, /weight_map a: /],
  ["the folder above", { a: "../x.safetensors" }, /a file of the same folder, given "\.\.\/x\.safetensors"/],
  ["the folder above on Windows", { a: "..\\x.safetensors" }, /a file of the same folder/],
  ["a folder below", { a: "sub/x.safetensors" }, /a file of the same folder/],
  ["an absolute path", { a: "/etc/x.safetensors" }, /a file of the same folder/],
  ["a drive", { a: "C:x.safetensors" }, /a file of the same folder/],
  ["another kind of file", { a: "pytorch_model.bin" }, /expected a \.safetensors file/],
])("an index is refused: %s", async (_, index, message) => {
  const reading = readCheckpoint(await folderWith(index));
  await expect(reading).rejects.toThrow(CheckpointIndexError);
  await expect(reading).rejects.toThrow(message);
});

test("a shard that is not there is named", async () => {
  const folder = await folderWith({ a: "1.safetensors", b: "2.safetensors" }, { "1.safetensors": ["a"] });
  const error = await readCheckpoint(folder).catch((error) => error);
  expect(error).toBeInstanceOf(MissingShardError);
  expect(error.shard).toBe("2.safetensors");
});

test.each<[string, Record<string, string>, Record<string, string[]>, object]>([
  [
    "a listed tensor is in no shard",
    { a: "1.safetensors", b: "1.safetensors" },
    { "1.safetensors": ["a"] },
    { shard: "1.safetensors", missing: ["b"], unexpected: [] },
  ],
  [
    "a tensor is in another shard",
    { a: "1.safetensors", b: "2.safetensors" },
    { "1.safetensors": ["b"], "2.safetensors": ["a"] },
    { shard: "1.safetensors", missing: ["a"], unexpected: ["b"] },
  ],
  [
    "a shard holds more",
    { a: "1.safetensors" },
    { "1.safetensors": ["a", "b"] },
    { missing: [], unexpected: ["b"] },
  ],
])("shards are compared with the index: %s", async (_, index, shards, found) => {
  const error = await readCheckpoint(await folderWith(index, shards)).catch((error) => error);
  expect(error).toBeInstanceOf(ShardMismatchError);
  expect(error).toMatchObject(found);
});
