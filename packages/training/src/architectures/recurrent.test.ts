import { readFileSync } from "node:fs";
import { join } from "node:path";
import { differentiate, gradientName } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { float32, relativeDifference, weight } from "../../test/pytorch/recorded.ts";
import { int64, type Outputs, runner, values } from "../../test/run-network.ts";
import { BuildOptionsError, ConfigError } from "../errors.ts";
import { buildModel } from "./build-model.ts";
import { gru, lstm } from "./recurrent.ts";

const ids = z.array(z.array(z.int()));
const recordSchema = z.object({
  config: z.looseObject({ model_type: z.enum(["lstm", "gru"]), hidden_size: z.int() }),
  input_ids: ids,
  labels: ids,
  logits: float32,
  loss: z.number(),
  states: z.array(float32),
  gradients: z.record(z.string(), float32),
});
const path = join(import.meta.dirname, "..", "..", "test", "pytorch", "fixtures", "recurrent.json");
/** What PyTorch computed; test/pytorch/recurrent.py made it. */
const records = z.array(recordSchema).parse(JSON.parse(readFileSync(path, "utf8")));

const task = "causal-lm";
const weightsOf = (parameters: ReadonlyMap<string, readonly number[]>) =>
  new Map([...parameters].map(([name, shape]) => [name, weight(name, shape)]));

describe.each(records)("$config", ({ config, input_ids, labels, logits, loss, states, gradients }) => {
  test("logits, loss and gradients are PyTorch's", async () => {
    const network = buildModel(config, { task, labels: true });
    expect([...network.parameters.keys()].sort()).toEqual(Object.keys(gradients).sort());
    const wrt = Object.keys(gradients);
    const model = await differentiate(network.model, { loss: "loss", wrt });
    const run = await runner({ ...network, model }, weightsOf(network.parameters));
    const outputs = await run({ input_ids: int64(input_ids), labels: int64(labels) });
    expect(relativeDifference(values(outputs.logits), logits)).toBeLessThan(1e-5);
    expect(values(outputs.loss)[0]).toBeCloseTo(loss, 5);
    for (const name of wrt)
      expect(relativeDifference(values(outputs[gradientName(name)]), gradients[name] ?? [])).toBeLessThan(
        1e-4,
      );
  });

  test("token by token, with the states between, gives the same and PyTorch's last states", async () => {
    const network = buildModel(config, { task, cache: true });
    expect(network.parameters).toEqual(buildModel(config, { task }).parameters);
    const run = await runner(network, weightsOf(network.parameters));
    const { hidden_size: hidden, model_type } = config;
    const names = model_type === "lstm" ? ["hidden", "cell"] : ["hidden"];
    let past: Outputs = Object.fromEntries(
      [0, 1].flatMap((layer) =>
        names.map((name) => [
          `past_states.${layer}.${name}`,
          new Tensor("float32", new Float32Array(2 * hidden), [1, 2, hidden]),
        ]),
      ),
    );
    const steps: number[][] = [];
    // Two tokens at first, as of a prompt.
    for (const [begin, end] of [
      [0, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]) {
      const outputs = await run({ input_ids: int64(input_ids.map((row) => row.slice(begin, end))), ...past });
      steps.push(values(outputs.logits));
      past = Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name.replace("present", "past"), tensor]),
      );
    }
    const first = steps.flatMap((step) => step.slice(0, step.length / 2));
    const second = steps.flatMap((step) => step.slice(step.length / 2));
    expect(relativeDifference([...first, ...second], logits)).toBeLessThan(1e-5);
    for (const [i, name] of names.entries()) {
      const last = [0, 1].flatMap((layer) => values(past[`past_states.${layer}.${name}`]));
      expect(relativeDifference(last, states[i] ?? [])).toBeLessThan(1e-5);
    }
  });
});

const config = { model_type: "lstm", vocab_size: 11, hidden_size: 4 };

test("parameters have the names and shapes of PyTorch's, and start as they do", () => {
  const { parameters } = buildModel({ ...config, embedding_size: 3, num_hidden_layers: 2 }, { task });
  expect(Object.fromEntries(parameters)).toEqual({
    "embeddings.weight": [11, 3],
    "lstm.weight_ih_l0": [16, 3],
    "lstm.weight_hh_l0": [16, 4],
    "lstm.bias_ih_l0": [16],
    "lstm.bias_hh_l0": [16],
    "lstm.weight_ih_l1": [16, 4],
    "lstm.weight_hh_l1": [16, 4],
    "lstm.bias_ih_l1": [16],
    "lstm.bias_hh_l1": [16],
    "lm_head.weight": [11, 4],
    "lm_head.bias": [11],
  });
  const start = (parameter: string) => lstm.initialization(lstm.parseConfig(config), parameter);
  expect(start("embeddings.weight")).toEqual({ kind: "normal", std: 1 });
  expect(start("lstm.bias_hh_l0")).toEqual({ kind: "uniform", bound: 1 / 2 });
});

test("settings and options that there are not are refused", () => {
  const tied = () => gru.parseConfig({ ...config, embedding_size: 3, tie_word_embeddings: true });
  expect(tied).toThrow(ConfigError);
  expect(tied).toThrow("embedding_size (3) must be hidden_size (4) for tie_word_embeddings");
  const build = (options: object) => () => buildModel(config, { task, ...options });
  expect(build({ labels: true, cache: true })).toThrow(BuildOptionsError);
  expect(build({ outputAttentions: true })).toThrow("outputAttentions needs a model with attention");
});
