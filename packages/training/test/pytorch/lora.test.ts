import { readFileSync } from "node:fs";
import { join } from "node:path";
import { differentiate, encodeOnnx, gradientName } from "@llm-course/onnx";
import { addLora, buildModel, type LoraSettings } from "@llm-course/training";
import { InferenceSession, type Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { z } from "zod";
import { feeds } from "./encoders.ts";
import { float32, relativeDifference, weights } from "./recorded.ts";

const rows = z.array(z.array(z.int()));
const recordSchema = z.object({
  name: z.string(),
  config: z.looseObject({ model_type: z.string() }),
  task: z.enum(["sequence-classification", "causal-lm"]),
  settings: z.custom<LoraSettings>(),
  inputs: z.record(z.string(), z.union([rows, z.array(z.int())])),
  logits: float32,
  loss: z.number(),
  gradients: z.record(z.string(), float32),
});

/** What PyTorch computed; lora.py in this folder made it. */
const records = z
  .array(recordSchema)
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "lora.json"), "utf8")));

const values = (tensor: Tensor | undefined) => tensor?.data as Float32Array;

test.each(records)("$name with adapters: logits, loss and gradients", async (record) => {
  const { config, task, settings, inputs, gradients } = record;
  const { network, trainable } = await addLora(buildModel(config, { task, labels: true }), settings);
  const wrt = [...network.parameters.keys()].filter(trainable);
  expect(wrt.toSorted()).toEqual(Object.keys(gradients).sort());

  const session = await InferenceSession.create(
    encodeOnnx(await differentiate(network.model, { loss: "loss", wrt })),
  );
  const outputs = await session.run({ ...weights(network.parameters), ...feeds(session, inputs) });
  await session.release();
  expect(Object.keys(outputs).filter((name) => name.endsWith(".grad"))).toEqual(wrt.map(gradientName));
  const tokens = (logits: Float32Array) => withoutPadding(logits, record);
  expect(relativeDifference(tokens(values(outputs.logits)), tokens(record.logits))).toBeLessThan(1e-5);
  expect(relativeDifference(values(outputs.loss), [record.loss])).toBeLessThan(1e-5);
  const differences = wrt.map((name) =>
    relativeDifference(values(outputs[gradientName(name)]), gradients[name] ?? []),
  );
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});

/** A decoder's padding has other positions here and in PyTorch, and nobody reads its logits. */
function withoutPadding(logits: Float32Array, { task, inputs }: (typeof records)[number]): Float32Array {
  if (task !== "causal-lm") return logits;
  const mask = rows.parse(inputs.attention_mask).flat();
  return logits.filter((_, i) => mask[Math.floor((i * mask.length) / logits.length)] === 1);
}
