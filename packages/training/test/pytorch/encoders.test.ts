import { differentiate, encodeOnnx, gradientName, type ModelProto } from "@llm-course/onnx";
import { buildModel } from "@llm-course/training";
import { InferenceSession, type Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { feeds, records } from "./encoders.ts";
import { norm, relativeDifference, weights } from "./recorded.ts";

const open = (model: ModelProto) => InferenceSession.create(encodeOnnx(model));
const values = (tensor: Tensor | undefined) => tensor?.data as Float32Array;

test.each(records)("$name: outputs for two shapes of batches in one session", async (record) => {
  const { model, parameters } = buildModel(record.config, { task: record.task });
  const session = await open(model);
  for (const { inputs, outputs: expected } of record.batches) {
    const outputs = await session.run({ ...weights(parameters), ...feeds(session, inputs) });
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, output] of Object.entries(expected))
      expect(relativeDifference(values(outputs[name]), output)).toBeLessThan(1e-5);
  }
  await session.release();
});

const withLoss = records.filter(({ task }) => task !== "feature-extraction");

test.each(withLoss)("$name: loss and the gradient of every parameter", async (record) => {
  const { model, parameters } = buildModel(record.config, { task: record.task, labels: true });
  const wrt = [...parameters.keys()];
  const session = await open(await differentiate(model, { loss: "loss", wrt }));
  for (const { inputs, loss = Number.NaN, gradients = {} } of record.batches) {
    expect(wrt.toSorted()).toEqual(Object.keys(gradients).sort());
    const outputs = await session.run({ ...weights(parameters), ...feeds(session, inputs) });
    expect(outputs.loss?.dims).toEqual([]);
    expect(relativeDifference(values(outputs.loss), [loss])).toBeLessThan(1e-5);
    const wrong = wrt.filter((name) => {
      const gradient = withoutPadding(record, name, values(outputs[gradientName(name)]));
      return !isClose(gradient, gradients[name] ?? []);
    });
    expect(wrong).toEqual([]);
  }
  await session.release();
});

/**
 * What softmax does not see has the gradient 0 in exact numbers: a key's bias, which adds the same to all scores of a
 * query, or the bias of a head that scores choices or positions.
 */
function isClose(gradient: Float32Array, expected: ArrayLike<number>): boolean {
  if (norm(expected) < 1e-6) return norm(gradient) < 1e-6;
  return relativeDifference(gradient, expected) < 1e-4;
}

/**
 * PyTorch does not train the embedding of padding. Nor do these graphs, since no loss reads padding: except in
 * question answering, where Hugging Face's models let padding take part in the softmax over positions.
 */
function withoutPadding(
  { task, config }: (typeof records)[number],
  name: string,
  gradient: Float32Array,
): Float32Array {
  const roberta = config.model_type === "roberta";
  const hasPadding = name.includes("word_embeddings") || (roberta && name.includes("position_embeddings"));
  if (task !== "question-answering" || !hasPadding) return gradient;
  const dim = 8;
  return gradient.slice().fill(0, config.pad_token_id * dim, (config.pad_token_id + 1) * dim);
}
