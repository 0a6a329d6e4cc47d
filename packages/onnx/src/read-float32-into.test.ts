import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SafetensorsError } from "./errors.ts";
import { readFloat32Into } from "./read-float32-into.ts";
import { readSafetensors } from "./read-safetensors.ts";
import { storedTensor } from "./stored-tensor.ts";
import { writeSafetensors } from "./write-safetensors.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-into-"));
});
afterAll(() => rm(folder, { recursive: true }));

// More than one chunk, and not a multiple of one; small integers are exact in all three dtypes.
const count = 2 ** 18 + 5;
const values = Float32Array.from({ length: count }, (_, i) => (i % 201) - 100);
const upperHalves = new Uint16Array(new Uint32Array(values.buffer).map((word) => word >>> 16));
const tensors = new Map([
  ["f32", storedTensor("F32", [count], values)],
  ["f16", storedTensor("F16", [count], new Float16Array(values))],
  ["bf16", storedTensor("BF16", [count], upperHalves)],
]);

test.each(["f32", "f16", "bf16"])(
  "%s goes from a file into shared memory, between what is there",
  async (name) => {
    const path = join(folder, "all.safetensors");
    await writeSafetensors(path, tensors);
    await using file = await readSafetensors(path);
    for (const tensor of [tensors.get(name), file.tensors.get(name)]) {
      const shared = new Float32Array(new SharedArrayBuffer((count + 2) * 4)).fill(7);
      await readFloat32Into(tensor as NonNullable<typeof tensor>, shared.subarray(1, count + 1));
      expect(shared[0]).toBe(7);
      expect(shared[count + 1]).toBe(7);
      expect(shared.subarray(1, count + 1).findIndex((value, i) => value !== values[i])).toBe(-1);
    }
  },
);

test("a target of another size, a range beyond the tensor and integers are refused", async () => {
  const tensor = storedTensor("F32", [2, 2], new Float32Array(4));
  await expect(readFloat32Into(tensor, new Float32Array(3))).rejects.toThrow(
    "invalid length of target, expected 4 elements for [2,2]: 3",
  );
  await expect(tensor.readInto(new Uint8Array(9), 8)).rejects.toThrow(
    "invalid range of a tensor of 16 bytes: 8 to 17",
  );
  const ids = storedTensor("I64", [1], new BigInt64Array(1));
  await expect(readFloat32Into(ids, new Float32Array(1))).rejects.toThrow(SafetensorsError);
});
