import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelProto } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindWeights } from "./bind-weights.ts";
import { OnnxFileError } from "./errors.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { readOnnx } from "./read-onnx.ts";
import { storedTensor } from "./stored-tensor.ts";
import { writeOnnx } from "./write-onnx.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** y = x a b with two weights above the size that goes to the data file and a bias below it. */
async function product(): Promise<ModelProto> {
  const g = new GraphBuilder("product");
  const x = g.input("x", "float32", ["batch_size", 30]);
  const first = g.add("MatMul", [x, g.parameter("a", [30, 40])]);
  const second = g.add("MatMul", [first, g.parameter("b", [40, 20])]);
  g.output("y", g.add("Add", [second, g.parameter("bias", [20])]), "float32", ["batch_size", 20]);
  const filled = (shape: number[], value: number) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return storedTensor("F32", shape, new Float32Array(count).fill(value));
  };
  const weights = { a: filled([30, 40], 2), b: filled([40, 20], 3), bias: filled([20], 0.5) };
  return bindWeights(g.build(), new Map(Object.entries(weights)));
}

async function run(path: string): Promise<unknown> {
  const session = await InferenceSession.create(path);
  const { y } = await session.run({ x: new Tensor("float32", new Float32Array(30).fill(1), [1, 30]) });
  return y?.data;
}

const expected = new Float32Array(20).fill(30 * 2 * 40 * 3 + 0.5);

test.each([false, true])("onnxruntime runs a written model (externalData: %s)", async (externalData) => {
  const path = join(await mkdtemp(join(folder, "run-")), "model.onnx");
  await writeOnnx(path, await product(), { externalData });
  expect(await run(path)).toEqual(expected);
});

test("models may share a file of weights", async () => {
  const own = await mkdtemp(join(folder, "shared-"));
  const shared = new Float32Array((4096 + 30 * 40 * 4) / 4).fill(2);
  await writeFile(join(own, "shared.bin"), shared);
  const path = join(own, "model.onnx");
  const places = new Map([["a", { location: "shared.bin", offset: 4096 }]]);
  await writeOnnx(path, await product(), { externalData: true, places });
  expect(await run(path)).toEqual(expected);
  // Of the other file b is left: 40 rows of 20.
  expect((await stat(`${path}_data`)).size).toBe(40 * 20 * 4);
});

test("weights in the data file are not in the model", async () => {
  const own = await mkdtemp(join(folder, "external-"));
  await writeOnnx(join(own, "model.onnx"), await product(), { externalData: true });
  expect(await readdir(own)).toEqual(["model.onnx", "model.onnx_data"]);
  expect((await stat(join(own, "model.onnx"))).size).toBeLessThan(1000);
  // 30·40 floats, padded to whole pages, then 40·20 floats.
  expect((await readFile(join(own, "model.onnx_data"))).byteLength).toBe(8192 + 3200);
});

test("what is read and written again is the same file, whichever way it was stored", async () => {
  const own = await mkdtemp(join(folder, "round-"));
  const [plain, external, again] = ["plain.onnx", "external.onnx", "again.onnx"].map((name) =>
    join(own, name),
  );
  const model = await product();
  await writeOnnx(plain as string, model);
  await writeOnnx(external as string, model, { externalData: true });
  await writeOnnx(again as string, await readOnnx(external as string));
  expect(await readFile(again as string)).toEqual(await readFile(plain as string));
});

test("weights beyond 2 GiB are refused in one file, with the way out", async () => {
  const model = await product();
  const huge = { byteLength: 2 ** 31 } as Uint8Array<ArrayBuffer>;
  for (const tensor of model.graph?.initializer ?? []) tensor.rawData = huge;
  const writing = writeOnnx(join(folder, "huge.onnx"), model);
  await expect(writing).rejects.toThrow(OnnxFileError);
  await expect(writing).rejects.toThrow("write with { externalData: true }");
});
