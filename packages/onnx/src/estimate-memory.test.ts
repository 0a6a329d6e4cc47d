import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { GraphError, OutOfMemoryError } from "./errors.ts";
import { estimateTrainingMemory, requireMemory } from "./estimate-memory.ts";
import { GraphBuilder } from "./graph-builder.ts";

/** loss = Σ tanh(reshape(x a) b): a is [4, 6], b [3, 5]. */
function network() {
  const g = new GraphBuilder("two-layers");
  const x = g.input("x", "float32", ["batch_size", 4]);
  const first = g.add("MatMul", [x, g.parameter("a", [4, 6])]);
  const halves = g.add("Reshape", [first, g.ints([0, 2, 3])]);
  const second = g.add("MatMul", [halves, g.parameter("b", [3, 5])]);
  g.output("loss", g.add("ReduceSum", [g.add("Tanh", [second])], { keepdims: 0 }), "float32", []);
  return g.build();
}

const batchShape = { batch_size: 7 };
// Of the forward values, gradients read x a (as halves, [7, 2, 3]) for b, and tanh, [7, 2, 5], for both.
const [first, tanh] = [4 * 14 * 3, 4 * 14 * 5];

test("weights, gradients and moments are counted, and what the gradients read", async () => {
  expect(await estimateTrainingMemory(network(), { batchShape, optimizer: "adamw" })).toEqual({
    weights: 4 * 39,
    gradients: 4 * 39,
    moments: 8 * 39,
    activations: first + tanh + 2 * tanh,
    total: 4 * 39 * 4 + first + tanh + 2 * tanh,
  });
});

test("SGD has no moments; a frozen layer has no gradient and keeps nothing for one", async () => {
  const options = { batchShape, optimizer: "sgd", trainable: ["a"] } as const;
  expect(await estimateTrainingMemory(network(), options)).toMatchObject({
    weights: 4 * 39,
    gradients: 4 * 24,
    moments: 0,
    activations: tanh + 2 * tanh,
  });
});

test("Adafactor has rows and columns, and 8-bit AdamW a byte for each moment of a large parameter", async () => {
  const g = new GraphBuilder("large");
  const y = g.add("MatMul", [g.input("x", "float32", ["batch_size", 80]), g.parameter("w", [80, 100])]);
  const sum = g.add("ReduceSum", [g.add("Add", [y, g.parameter("b", [100])])], { keepdims: 0 });
  g.output("loss", sum, "float32", []);
  const moments = async (optimizer: "adafactor" | "adamW8bit") =>
    (await estimateTrainingMemory(g.build(), { batchShape, optimizer })).moments;
  expect(await moments("adafactor")).toBe(4 * (80 + 100) + 4 * 100);
  expect(await moments("adamW8bit")).toBe(2 * 8000 + 8 * 32 + 8 * 100);
});

test("masks of dropout are counted, and what the gradients read of dropped values", async () => {
  const g = new GraphBuilder("dropped");
  const x = g.input("x", "float32", ["batch_size", "choices", 4]);
  const flat = g.add("Reshape", [x, g.ints([-1, 4])]);
  const rows = g.annotate(flat, "float32", ["batch_size*choices", 4]);
  const y = g.add("MatMul", [rows, g.parameter("a", [4, 6])]);
  const dropped = g.dropout(y, 0.5, ["batch_size*choices", 6]);
  g.output("loss", g.add("ReduceSum", [g.add("Tanh", [dropped])], { keepdims: 0 }), "float32", []);
  const options = { batchShape: { batch_size: 7, choices: 2 }, optimizer: "sgd" } as const;
  // The input's memory is the caller's; the mask is as large as tanh.
  const size = 4 * 14 * 6;
  expect((await estimateTrainingMemory(g.build(), options)).activations).toBe(size + size + 2 * size);
});

test("what the data decide the number of is taken to be all there can be", async () => {
  const g = new GraphBuilder("masked");
  const x = g.input("x", "float32", ["batch_size", 4]);
  const chosen = g.add("NonZero", [g.add("Greater", [g.input("mask", "int64", ["batch_size"]), g.ints(0)])]);
  const y = g.add("MatMul", [x, g.parameter("a", [4, 6])]);
  const rows = g.add("GatherND", [y, g.add("Transpose", [chosen], { perm: [1, 0] })]);
  const kept = g.add("Compress", [rows, g.add("Greater", [g.ints([1, 0]), g.ints(0)])], { axis: 0 });
  g.output("loss", g.add("ReduceSum", [g.add("Tanh", [kept])], { keepdims: 0 }), "float32", []);
  // All 7 rows of each step: the gradients read tanh, and of the three before it the sizes.
  const size = 4 * 7 * 6;
  const { activations } = await estimateTrainingMemory(g.build(), { batchShape, optimizer: "sgd" });
  expect(activations).toBe(4 * size + 2 * size);
});

test("a size that is not given is named", async () => {
  const estimate = estimateTrainingMemory(network(), { batchShape: {}, optimizer: "sgd" });
  await expect(estimate).rejects.toThrow(GraphError);
  await expect(estimate).rejects.toThrow("give it in batchShape: batch_size");
});

test("too little memory is an error with the parts and the way out", async () => {
  const MiB = 2 ** 20;
  const memory = { weights: MiB, gradients: MiB, moments: 2 * MiB, activations: 6 * MiB, total: 10 * MiB };
  expect(() => requireMemory(memory, 10 * MiB)).not.toThrow();
  const refused = () => requireMemory(memory, 9 * MiB);
  expect(refused).toThrow(OutOfMemoryError);
  expect(refused).toThrow(
    "out of memory, take smaller batches with gradient accumulation, shorter sequences, gradientCheckpointing, or " +
      "freeze layers; about 10 MiB needed (weights 1 MiB, gradients 1 MiB, moments 2 MiB, activations 6 MiB), available: 9 MiB",
  );
  expect(() => requireMemory({ ...memory, total: 2 ** 60 })).toThrow(OutOfMemoryError);
});

test("the estimate is near what onnxruntime takes", async () => {
  const fixture = join(import.meta.dirname, "estimate-memory.fixture.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [fixture]);
  const { estimated, measured } = JSON.parse(stdout);
  expect(estimated / measured).toBeGreaterThan(0.7);
  expect(estimated / measured).toBeLessThan(1.4);
});
