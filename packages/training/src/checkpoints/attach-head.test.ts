import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { differentiate, encodeOnnx, fromOnnx, GraphError, gradientName, readOnnx } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { attachHead, type WeightedNetwork } from "./attach-head.ts";

const numbers = z.array(z.number());
const recordSchema = z.object({
  task: z.enum(["sequence-classification", "token-classification", "question-answering"]),
  head: z.object({ weight: numbers, bias: numbers }),
  labels: z.record(z.string(), z.union([numbers, z.array(numbers)])),
  logits: z.record(z.string(), numbers),
  loss: z.number(),
  gradients: z.record(z.string(), numbers),
});
type Recorded = z.infer<typeof recordSchema>;

// Exported by PyTorch, with what PyTorch computes for each head on top: see export_encoder.py.
const fixtures = join(import.meta.dirname, "..", "..", "test", "onnx-export", "fixtures");
let encoder: WeightedNetwork;
let records: Recorded[];
beforeAll(async () => {
  encoder = fromOnnx(await readOnnx(join(fixtures, "encoder.onnx")));
  records = z.array(recordSchema).parse(JSON.parse(await readFile(join(fixtures, "heads.json"), "utf8")));
});

const int64 = (values: readonly number[], dims: readonly number[]) =>
  new Tensor("int64", BigInt64Array.from(values, BigInt), dims);
const batch = {
  input_ids: int64([2, 5, 6, 3, 2, 7, 3, 0], [2, 4]),
  attention_mask: int64([1, 1, 1, 1, 1, 1, 1, 0], [2, 4]),
};

async function run(
  { network, weights }: WeightedNetwork,
  model = network.model,
  inputs: Record<string, Tensor> = batch,
): Promise<Record<string, readonly number[]>> {
  const session = await InferenceSession.create(encodeOnnx(model));
  const fed = [...weights].map(([name, values]) => [
    name,
    new Tensor("float32", values, network.parameters.get(name) ?? []),
  ]);
  const outputs = await session.run({ ...Object.fromEntries(fed), ...inputs });
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, [...(data as Float32Array)]]),
  );
}

function expectNear(given: readonly number[] | undefined, expected: readonly number[]): void {
  expect(given?.length).toBe(expected.length);
  const differences = expected.map((value, i) => Math.abs(value - (given?.[i] ?? Number.NaN)));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

test.each(["sequence-classification", "token-classification", "question-answering"] as const)(
  "%s: logits, loss and gradients through the exported encoder are PyTorch's",
  async (task) => {
    const record = records.find((each) => each.task === task) as Recorded;
    const headed = attachHead(encoder, { task, numLabels: 3, labels: true });
    const module = task === "question-answering" ? "qa_outputs" : "classifier";
    headed.weights.get(`${module}.weight`)?.set(record.head.weight);
    headed.weights.get(`${module}.bias`)?.set(record.head.bias);

    const labels = Object.entries(record.labels).map(([name, rows]) => [
      name,
      int64(rows.flat(), Array.isArray(rows[0]) ? [2, 4] : [2]),
    ]);
    const wrt = Object.keys(record.gradients);
    const model = await differentiate(headed.network.model, { loss: "loss", wrt });
    const outputs = await run(headed, model, { ...batch, ...Object.fromEntries(labels) });
    expect(outputs.loss?.[0]).toBeCloseTo(record.loss, 5);
    for (const [name, values] of Object.entries(record.logits)) expectNear(outputs[name], values);
    for (const name of wrt) expectNear(outputs[gradientName(name)], record.gradients[name] ?? []);
  },
);

test("without labels the outputs are the logits alone; a new head is small and decided by the seed", async () => {
  const attach = (seed?: number) =>
    attachHead(encoder, { task: "token-classification", numLabels: 300, seed });
  const { network, weights } = attach();
  expect(network.model.graph?.output.map(({ name }) => name)).toEqual(["logits"]);
  expect([...network.parameters.keys()].slice(-2)).toEqual(["classifier.weight", "classifier.bias"]);
  const weight = weights.get("classifier.weight") ?? new Float32Array();
  const variance = weight.reduce((sum, x) => sum + x * x, 0) / weight.length;
  expect(Math.sqrt(variance)).toBeCloseTo(0.02, 3);
  expect(weights.get("classifier.bias")).toEqual(new Float32Array(300));
  expect(attach().weights.get("classifier.weight")).toEqual(weight);
  expect(attach(1).weights.get("classifier.weight")).not.toEqual(weight);
  expect(encoder.weights.has("classifier.weight")).toBe(false);
});

test("mean pooling classifies by the mean of the tokens that the mask shows", async () => {
  const headed = attachHead(encoder, { task: "sequence-classification", pooling: "mean", numLabels: 3 });
  const { last_hidden_state: hidden = [] } = await run(encoder);
  const { logits } = await run(headed);
  const dim = hidden.length / 8;
  const weight = headed.weights.get("classifier.weight") ?? new Float32Array();
  const expected = [4, 3].flatMap((tokens, row) => {
    const mean = Array.from({ length: dim }, (_, d) => {
      const values = Array.from({ length: tokens }, (_, t) => hidden[(row * 4 + t) * dim + d] ?? Number.NaN);
      return values.reduce((sum, value) => sum + value) / tokens;
    });
    return [0, 1, 2].map((label) =>
      mean.reduce((sum, value, d) => sum + value * (weight[label * dim + d] ?? Number.NaN), 0),
    );
  });
  expectNear(logits, expected);
});

test("an output that is not there, or is no hidden states, is refused", () => {
  const attach = (output: string, network = encoder) =>
    attachHead(network, { task: "sequence-classification", output });
  expect(() => attach("hidden")).toThrow(GraphError);
  expect(() => attach("hidden")).toThrow("no such output, expected one of last_hidden_state: hidden");
  const logits = attach("last_hidden_state");
  expect(() => attach("logits", logits)).toThrow(
    "invalid shape of hidden states logits, expected [batch, sequence, a number]: [batch, 2]",
  );
});
