import { InferenceSession } from "onnxruntime-node";
import { expect, test, vi } from "vitest";
import { GraphBuilder } from "../graph-builder.ts";
import { Engine } from "./engine.ts";
import { evaluationGraph, trainingGraph } from "./training-graphs.ts";

function line() {
  const g = new GraphBuilder("line");
  const x = g.input("x", "float32", ["batch_size", "length", 2]);
  const y = g.add("MatMul", [x, g.module("dense").parameter("weight", [2, 1])]);
  g.output("loss", g.add("ReduceMean", [y], { keepdims: 0 }), "float32", []);
  return g.build();
}

test("a new batch shape compiles nothing, and two sessions read the same weights", async () => {
  const create = vi.spyOn(InferenceSession, "create");
  const network = line();
  const trainable = ["dense.weight"];
  const graph = await trainingGraph(network, { loss: "loss", outputs: [], trainable });
  create.mockClear();

  const engine = new Engine({ parameters: network.parameters, trainable, device: "cpu", threads: 1 });
  await engine.train(graph);
  await engine.load("evaluation", evaluationGraph(network, ["loss"]));
  expect(create).toHaveBeenCalledTimes(2);
  const { memory, offset } = engine.parameters.get("dense.weight") ?? {};
  new Float32Array(memory?.buffer ?? new ArrayBuffer(0), offset, 2).set([3, 4]);

  const dropout = { seed: 0, step: 0 };
  const first = { x: { type: "float32", data: new Float32Array(2).fill(1), dims: [1, 1, 2] } };
  await engine.backward(first, 1, dropout);
  create.mockClear();
  for (const [rows, length] of [
    [1, 1],
    [3, 5],
    [2, 64],
  ] as const) {
    const data = new Float32Array(rows * length * 2).fill(1);
    const batch = { x: { type: "float32", data, dims: [rows, length, 2] } };
    engine.zeroGradients();
    expect((await engine.backward(batch, 1, dropout)).loss?.data[0]).toBeCloseTo(7, 5);
    expect((await engine.run("evaluation", batch)).loss?.data[0]).toBeCloseTo(7, 5);
  }
  expect(create).not.toHaveBeenCalled();
  await engine.close();
});
