import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SafetensorsError } from "./errors.ts";
import { readSafetensors } from "./read-safetensors.ts";
import { toFloat32 } from "./to-float32.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file written by hand: length, header, data. */
function file(header: string, data: Uint8Array, length = BigInt(header.length)): Uint8Array {
  const prefix = new BigUint64Array([length]);
  return Buffer.concat([new Uint8Array(prefix.buffer), Buffer.from(header), data]);
}

const data = new Uint8Array(new Float32Array([1.5, -2]).buffer);
const whole = file('{"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}} ', data);

test("a tensor of bytes in memory is a view of them", async () => {
  await using safetensors = await readSafetensors(whole);
  const bytes = await safetensors.tensors.get("w")?.read();
  expect(bytes?.buffer).toBe(whole.buffer);
  expect(bytes).toEqual(Buffer.from(data));
});

test("a tensor of a file is read when asked for", async () => {
  const path = join(folder, "whole.safetensors");
  await writeFile(path, whole);
  await using safetensors = await readSafetensors(path);
  const w = safetensors.tensors.get("w");
  expect(w?.shape).toEqual([2, 1]);
  expect([...toFloat32((await w?.read()) as Uint8Array, "F32")]).toEqual([1.5, -2]);

  await truncate(path, whole.length - 4);
  await expect(w?.read()).rejects.toThrow("file shrank");
});

test.each([
  ["no file at all", new Uint8Array(3), /expected at least 8 bytes: 3/],
  ["a header longer than the file", file("{}", new Uint8Array(), 3n), /expected at most 2 bytes: 3/],
  ["a header of 16 EiB", file("{}", new Uint8Array(), 2n ** 64n - 1n), /expected at most 2 bytes/],
])("refused: %s", async (_, bytes, message) => {
  const path = join(folder, "broken.safetensors");
  await writeFile(path, bytes);
  for (const source of [bytes, path]) {
    const reading = readSafetensors(source);
    await expect(reading).rejects.toThrow(SafetensorsError);
    await expect(reading).rejects.toThrow(message);
  }
});
