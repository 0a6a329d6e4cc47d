import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { GraphBuilder } from "../graph-builder.ts";
import { SharedMemoryError } from "./errors.ts";
import { float32View, SharedTensors } from "./shared-tensors.ts";

test("tensors are zero, aligned to 64 bytes and do not overlap", () => {
  const tensors = new SharedTensors();
  const made = [[3], [], [0], [17, 5], [16], [100_000]].map((shape) => tensors.allocate(shape));
  for (const [i, tensor] of made.entries()) {
    const view = float32View(tensor);
    expect(tensor.offset % 64).toBe(0);
    expect(view.every((value) => value === 0)).toBe(true);
    view.fill(i + 1);
  }
  for (const [i, tensor] of made.entries())
    expect(float32View(tensor).every((value) => value === i + 1)).toBe(true);
  expect(made.map((tensor) => float32View(tensor).length)).toEqual([3, 1, 0, 85, 16, 100_000]);
});

test("tensors beside one another share its memory until the slots are used up", () => {
  const tensors = new SharedTensors();
  const parameter = tensors.allocate([5, 7], { slots: 3 });
  const other = tensors.allocate([5, 7]);
  const gradient = tensors.beside(parameter);
  const moment = tensors.beside(parameter);
  const offsets = [parameter, gradient, moment, other].map(({ offset }) => offset);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  expect(gradient.memory).toBe(parameter.memory);
  expect(gradient.shape).toEqual([5, 7]);
  expect(() => tensors.beside(parameter)).toThrow(SharedMemoryError);
  expect(() => tensors.beside(other)).toThrow("no slot left beside the tensor of shape [5,7]");
  expect(() => tensors.beside(gradient)).toThrow(SharedMemoryError);
});

test("more than one memory holds takes a second, and what is not written takes no memory", () => {
  const tensors = new SharedTensors();
  const before = process.memoryUsage.rss();
  const [a, b] = [0, 1].map(() => tensors.allocate([2 ** 26], { slots: 9 })); // 2.25 GiB each
  expect(a?.memory).not.toBe(b?.memory);
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 27);
  expect(tensors.allocate([2 ** 20]).memory).toBe(a?.memory);
});

test("the last float32 of a memory can be used", () => {
  const tensors = new SharedTensors();
  const first = tensors.allocate([2 ** 28], { slots: 4 });
  expect(first.offset).toBe(0);
  tensors.beside(first);
  tensors.beside(first);
  const view = float32View(tensors.beside(first));
  view[view.length - 1] = 5;
  expect(view.at(-1)).toBe(5);
});

test("what no memory can hold is an error that says the bytes", () => {
  const asked = () => new SharedTensors().allocate([2 ** 28, 2], { slots: 4 });
  expect(asked).toThrow(SharedMemoryError);
  expect(asked).toThrow(`exceed one memory of 4294967296 bytes: ${2 ** 33} bytes`);
});

test("growing leaves views valid", () => {
  const tensors = new SharedTensors();
  const tensor = tensors.allocate([10]);
  const view = float32View(tensor);
  tensors.allocate([2 ** 20]);
  view.fill(3);
  expect(float32View(tensor)).toEqual(view);
});

test("a tensor posted to a worker is the same memory, also after it has grown", async () => {
  const tensors = new SharedTensors();
  const tensor = tensors.allocate([10]);
  // The worker has the memory in hand while it grows.
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     let early;
     parentPort.on("message", ({ memory, offset }) => {
       early ??= memory;
       new Float32Array(early.buffer, offset, 10)[3] += 7;
       parentPort.postMessage(early.buffer.byteLength);
     });`,
    { eval: true },
  );
  worker.postMessage(tensor);
  await once(worker, "message");
  const late = tensors.allocate([2 ** 20, 10]);
  worker.postMessage({ ...late, offset: late.offset + 4 * 10 * (2 ** 20 - 1) });
  await once(worker, "message");
  await worker.terminate();
  expect(float32View(tensor)[3]).toBe(7);
  expect(float32View(late).at(-7)).toBe(7);
});

test("onnxruntime reads a feed and writes a preallocated fetch in place", async () => {
  const g = new GraphBuilder("double");
  const x = g.input("x", "float32", ["n", 3]);
  g.output("y", g.add("Add", [x, x]), "float32", ["n", 3]);
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, g.build().model));
  const tensors = new SharedTensors();
  const [feed, fetch] = [tensors.allocate([2, 3]), tensors.allocate([2, 3])];
  const feeds = { x: new Tensor("float32", float32View(feed), feed.shape) };
  const fetches = { y: new Tensor("float32", float32View(fetch), fetch.shape) };
  for (const values of [
    [1, 2, 3, 4, 5, 6],
    [0.5, 0, -1, 7, 8, 9],
  ]) {
    float32View(feed).set(values);
    await session.run(feeds, fetches);
    expect([...float32View(fetch)]).toEqual(values.map((value) => 2 * value));
  }
  await session.release();
});
