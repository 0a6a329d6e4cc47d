import { encodeOnnx, type TrainableModel } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { int64, records } from "../../test/pytorch/decoders.ts";
import { relativeDifference, weights } from "../../test/pytorch/recorded.ts";
import { BuildOptionsError } from "../errors.ts";
import type { Task } from "./architecture.ts";
import { buildModel } from "./build-model.ts";

const causal = records.filter(({ task }) => task === "causal-lm");
const row = [3, 1, 19, 0, 7, 22];
const shorter = [5, 2, 9];

type Outputs = Record<string, Tensor>;

async function runner(network: TrainableModel): Promise<(feeds: Outputs) => Promise<Outputs>> {
  const session = await InferenceSession.create(encodeOnnx(network.model));
  const parameters = weights(network.parameters);
  return async (feeds) => (await session.run({ ...parameters, ...feeds })) as Outputs;
}

const values = (tensor: Tensor | undefined) => tensor?.data as Float32Array;

/** Logits of one sequence, without padding. */
async function alone(
  config: unknown,
  ids: readonly number[],
  task: Task = "causal-lm",
): Promise<Float32Array> {
  const run = await runner(buildModel(config, { task }));
  const { logits } = await run({ input_ids: int64([ids]), attention_mask: int64([ids.map(() => 1)]) });
  return values(logits);
}

/** Empty tensors for the cache of the first step. */
function emptyCache({ model }: TrainableModel, batchSize: number): Outputs {
  const inputs = model.graph?.input.filter(({ name }) => name.startsWith("past_key_values")) ?? [];
  return Object.fromEntries(
    inputs.map(({ name, type }) => {
      const dims = type?.value.case === "tensorType" ? type.value.value.shape?.dim : undefined;
      const [heads, size] = [1, 3].map((axis) => Number(dims?.[axis]?.value.value)) as [number, number];
      return [name, new Tensor("float32", new Float32Array(), [batchSize, heads, 0, size])];
    }),
  );
}

const pastOf = (outputs: Outputs): Outputs =>
  Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.startsWith("present"))
      .map(([name, tensor]) => [name.replace("present", "past_key_values"), tensor]),
  );

const keep = (count: number) => new Tensor("int64", BigInt64Array.of(BigInt(count)), []);

describe.each(causal)("$name with a cache", ({ config }) => {
  const network = buildModel(config, { task: "causal-lm", cache: true });

  test("gives token by token the logits of the whole sequence at once", async () => {
    const run = await runner(network);
    const expected = await alone(config, row);
    const vocabulary = expected.length / row.length;
    let past = emptyCache(network, 1);
    for (const [i, id] of row.entries()) {
      const outputs = await run({
        input_ids: int64([[id]]),
        attention_mask: int64([row.slice(0, i + 1).map(() => 1)]),
        position_ids: int64([[i]]),
        num_logits_to_keep: keep(1),
        ...past,
      });
      const wanted = expected.subarray(i * vocabulary, (i + 1) * vocabulary);
      expect(relativeDifference(values(outputs.logits), wanted)).toBeLessThan(1e-5);
      past = pastOf(outputs);
    }
    expect(past["past_key_values.1.value"]?.dims[2]).toBe(row.length);
  });

  test("has the parameters it has without", () => {
    expect(network.parameters).toEqual(buildModel(config, { task: "causal-lm" }).parameters);
  });

  test("keeps as many logits as asked for, and reads past padding on the left", async () => {
    const run = await runner(network);
    const padded = [0, 0, 0, ...shorter];
    const feeds = {
      input_ids: int64([row, padded]),
      attention_mask: int64([row.map(() => 1), padded.map((_, i) => Number(i > 2))]),
      position_ids: int64([row.map((_, i) => i), padded.map((_, i) => Math.max(i - 3, 0))]),
      ...emptyCache(network, 2),
    };
    const all = await run({ ...feeds, num_logits_to_keep: keep(0) });
    const vocabulary = all.logits?.dims[2] as number;
    expect(all.logits?.dims).toEqual([2, 6, vocabulary]);
    const [first, second] = [await alone(config, row), await alone(config, shorter)];
    expect(relativeDifference(values(all.logits).subarray(0, first.length), first)).toBeLessThan(1e-5);
    expect(relativeDifference(values(all.logits).subarray(-second.length), second)).toBeLessThan(1e-5);

    const { logits } = await run({ ...feeds, num_logits_to_keep: keep(1) });
    expect(logits?.dims).toEqual([2, 1, vocabulary]);
    expect(values(logits)).toEqual(
      Float32Array.from([
        ...values(all.logits).subarray(5 * vocabulary, 6 * vocabulary),
        ...values(all.logits).subarray(-vocabulary),
      ]),
    );
  });
});

describe.each(records)("$name without a cache", ({ config, task }) => {
  test.each(["left", "right"])("padding on the %s changes nothing", async (side) => {
    const run = await runner(buildModel(config, { task }));
    const padding = [0, 0, 0];
    const pad = (ids: readonly number[]) => (side === "left" ? [...padding, ...ids] : [...ids, ...padding]);
    const outputs = await run({
      input_ids: int64([row, pad(shorter)]),
      attention_mask: int64([row.map(() => 1), pad(shorter.map(() => 1))]),
    });
    const expected = await alone(config, shorter, task);
    const logits = values(outputs.logits);
    const second = logits.subarray(logits.length / 2);
    const perToken = task !== "sequence-classification";
    const start = perToken && side === "left" ? second.length - expected.length : 0;
    const found = second.subarray(start, start + expected.length);
    expect(relativeDifference(found, expected)).toBeLessThan(1e-5);
  });
});

test.each(["gpt2", "llama"])("%s gives hidden states with the names of its base model", async (modelType) => {
  const config = records.find((record) => record.config.model_type === modelType)?.config;
  const network = buildModel(config, { task: "feature-extraction" });
  expect([...network.parameters.keys()].at(-1)).toBe(modelType === "gpt2" ? "ln_f.bias" : "norm.weight");
  const run = await runner(network);
  const outputs = await run({ input_ids: int64([row]), attention_mask: int64([row.map(() => 1)]) });
  expect(outputs.last_hidden_state?.dims).toEqual([1, 6, 16]);
});

test("a cache is for text generation", () => {
  const config = causal[0]?.config;
  const build = (task: Task, labels: boolean) => () => buildModel(config, { task, labels, cache: true });
  expect(build("sequence-classification", false)).toThrow(
    new BuildOptionsError("a cache needs the task causal-lm without labels: sequence-classification"),
  );
  expect(build("causal-lm", true)).toThrow(
    new BuildOptionsError("a cache needs the task causal-lm without labels: causal-lm with labels"),
  );
});
