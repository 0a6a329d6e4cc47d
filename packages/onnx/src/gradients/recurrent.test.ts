import type { ModelProto } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { type AttributeValue, float } from "../attribute.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { differentiate, gradientName } from "./differentiate.ts";

const weights = { w: [1, 8, 3], r: [1, 8, 2] };

/** Σ tanh of the last h of an LSTM. */
function lastHidden(attributes: Readonly<Record<string, AttributeValue>> = {}): ModelProto {
  const g = new GraphBuilder("last");
  const x = g.input("x", "float32", ["sequence_length", "batch_size", 3]);
  const [w, r] = [g.parameter("w", weights.w), g.parameter("r", weights.r)];
  const [, last = ""] = g.addMany("LSTM", [x, w, r], 2, { hidden_size: 2, ...attributes });
  g.output("loss", g.add("ReduceSum", [g.add("Tanh", [last])], { keepdims: 0 }), "float32", []);
  return g.build().model;
}

/** The loss and its gradients for w and r. */
async function gradients(model: ModelProto, steps: number): Promise<number[]> {
  const wrt = Object.keys(weights);
  const differentiated = await differentiate(model, { loss: "loss", wrt });
  const session = await InferenceSession.create(encodeOnnx(differentiated), { logSeverityLevel: 3 });
  const given = (dims: number[], offset: number) => {
    const count = dims.reduce((a, b) => a * b, 1);
    return new Tensor(
      "float32",
      Float32Array.from({ length: count }, (_, i) => Math.sin(i + offset)),
      dims,
    );
  };
  const feeds = { x: given([steps, 2, 3], 0), w: given(weights.w, 1), r: given(weights.r, 2) };
  const results = await session.run(feeds);
  await session.release();
  const loss = Number(results.loss?.data[0]);
  return [loss, ...wrt.flatMap((name) => Array.from(results[gradientName(name)]?.data as Float32Array))];
}

test("an LSTM may leave out the output of all h, of which its gradient is made", async () => {
  const without = lastHidden();
  const [lstm] = without.graph?.node.filter(({ opType }) => opType === "LSTM") ?? [];
  lstm?.output.splice(0, 1, "");
  const expected = await gradients(lastHidden(), 4);
  expect(await gradients(without, 4)).toEqual(expected);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01);
});

test("the graph does not grow with the length of sequences, of which one has a single step", async () => {
  const { graph } = await differentiate(lastHidden(), { loss: "loss", wrt: ["w", "r"] });
  expect(graph?.node.filter(({ opType }) => opType === "Scan")).toHaveLength(2);
  expect(graph?.node.length).toBeLessThan(60);
  const [, ...all] = await gradients(lastHidden(), 1);
  const [dw, dr] = [all.slice(0, 24), all.slice(24)];
  expect(Math.max(...dw.map(Math.abs))).toBeGreaterThan(0.01);
  // Before the one step h is 0, and r has no part in the result.
  expect(dr).toEqual(new Array(16).fill(0));
});

test("activations without an alpha or a beta have those that onnxruntime takes", async () => {
  const activations = ["HardSigmoid", "ThresholdedRelu", "LeakyRelu"];
  const given = {
    activation_alpha: [float(0.2), float(0), float(0.01)],
    activation_beta: [float(0.5)],
  };
  const expected = await gradients(lastHidden({ activations, ...given }), 4);
  expect(await gradients(lastHidden({ activations }), 4)).toEqual(expected);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01);
  // ONNX has no default for this one.
  const none = await gradients(lastHidden({ activations: ["Sigmoid", "Tanh", "ScaledTanh"] }), 4);
  expect(none).toEqual(new Array(41).fill(0));
});
