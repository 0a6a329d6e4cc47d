import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SafetensorsError } from "./errors.ts";
import { readSafetensors } from "./read-safetensors.ts";
import { storedTensor } from "./stored-tensor.ts";
import { writeSafetensors } from "./write-safetensors.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

const tensors = new Map([
  ["10", storedTensor("F32", [2], new Float32Array([1, 2]))],
  ["é", storedTensor("F16", [1], new Uint16Array([0x3c00]))],
  ["b", storedTensor("BF16", [1], new Uint16Array([0x3f80]))],
  ["9", storedTensor("F32", [], new Float32Array([3]))],
  ["ids", storedTensor("I64", [1, 1], new BigInt64Array([-1n]))],
  ["a", storedTensor("F16", [0], new Uint16Array())],
]);

// What Python's safetensors 0.8.0 wrote for the same tensors.
const official = Buffer.concat([
  Buffer.from("7001000000000000", "hex"),
  Buffer.from(
    [
      '{"__metadata__":{"format":"pt"},',
      '"ids":{"dtype":"I64","shape":[1,1],"data_offsets":[0,8]},',
      '"10":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},',
      '"9":{"dtype":"F32","shape":[],"data_offsets":[16,20]},',
      '"b":{"dtype":"BF16","shape":[1],"data_offsets":[20,22]},',
      '"a":{"dtype":"F16","shape":[0],"data_offsets":[22,22]},',
      '"é":{"dtype":"F16","shape":[1],"data_offsets":[22,24]}}   ',
    ].join(""),
  ),
  Buffer.from("ffffffffffffffff0000803f0000004000004040803f003c", "hex"),
]);

test("the bytes are those of the official library", async () => {
  const path = join(folder, "all.safetensors");
  await writeSafetensors(path, tensors);
  expect(await readFile(path)).toEqual(official);
});

test("what is written can be read", async () => {
  const path = join(folder, "round.safetensors");
  await writeSafetensors(path, tensors, { format: "pt", note: "x" });
  await using file = await readSafetensors(path);
  expect(file.metadata).toEqual({ format: "pt", note: "x" });
  expect(file.tensors.size).toBe(tensors.size);
  for (const [name, tensor] of tensors) {
    const read = file.tensors.get(name);
    expect(read).toMatchObject({ dtype: tensor.dtype, shape: tensor.shape });
    expect(await read?.read()).toEqual(await tensor.read());
  }
});

test("a failed write keeps the old file and leaves nothing beside it", async () => {
  const path = join(folder, "kept", "kept.safetensors");
  await expect(writeSafetensors(path, tensors)).rejects.toThrow("ENOENT");
  const own = await mkdtemp(join(folder, "own-"));
  const kept = join(own, "kept.safetensors");
  await writeSafetensors(kept, tensors);
  const before = await readFile(kept);

  const short = new Map([["w", storedTensor("F32", [3], new Float32Array(2))]]);
  await expect(writeSafetensors(kept, short)).rejects.toThrow(SafetensorsError);
  await expect(writeSafetensors(kept, short)).rejects.toThrow("tensor w, expected 12 for F32 [3]: 8");
  expect(await readFile(kept)).toEqual(before);
  expect(await readdir(own)).toEqual(["kept.safetensors"]);
});
