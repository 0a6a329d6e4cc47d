import { differentiate, encodeOnnx, gradientName, type ModelProto } from "@llm-course/onnx";
import { buildModel } from "@llm-course/training";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { int64, records } from "./decoders.ts";
import { relativeDifference, weights } from "./recorded.ts";

const open = (model: ModelProto) => InferenceSession.create(encodeOnnx(model));
const values = (tensor: Tensor | undefined) => tensor?.data as Float32Array;

/** Without the logits of padding, which nobody reads: its position is another one here and in PyTorch. */
function ofTokens(logits: Float32Array, { task, attention_mask }: (typeof records)[number]): Float32Array {
  if (task === "sequence-classification") return logits;
  const mask = attention_mask.flat();
  return logits.filter((_, i) => mask[Math.floor((i * mask.length) / logits.length)] === 1);
}

describe.each(records)("$name computes what PyTorch does", (record) => {
  const { config, task, input_ids, attention_mask, labels } = record;
  const batch = { input_ids: int64(input_ids), attention_mask: int64(attention_mask) };
  const difference = (logits: Tensor | undefined) =>
    relativeDifference(ofTokens(values(logits), record), ofTokens(record.logits, record));

  test("logits, loss and the gradient of every parameter", async () => {
    const { model, parameters } = buildModel(config, { task, labels: true });
    expect([...parameters.keys()].sort()).toEqual(Object.keys(record.gradients).sort());
    const wrt = [...parameters.keys()];
    const session = await open(await differentiate(model, { loss: "loss", wrt }));
    const flat = labels.flat();
    const shape = Array.isArray(labels[0]) ? [labels.length, labels[0].length] : [labels.length];
    const given = new Tensor("int64", BigInt64Array.from(flat, BigInt), shape);
    const outputs = await session.run({ ...weights(parameters), ...batch, labels: given });
    expect(difference(outputs.logits)).toBeLessThan(1e-5);
    expect(relativeDifference(values(outputs.loss), [record.loss])).toBeLessThan(1e-5);
    expect(outputs.loss?.dims).toEqual([]);
    const wrong = wrt.filter((name) => {
      const gradient = values(outputs[gradientName(name)]);
      return !(relativeDifference(gradient, record.gradients[name] as Float32Array) < 1e-4);
    });
    expect(wrong).toEqual([]);
    await session.release();
  });

  test("without labels the graph has neither labels nor loss", async () => {
    const { model, parameters } = buildModel(config, { task });
    const session = await open(model);
    expect(session.outputNames).toEqual(["logits"]);
    const { logits } = await session.run({ ...weights(parameters), ...batch });
    expect(difference(logits)).toBeLessThan(1e-5);
    await session.release();
  });
});
