import { compile, type TensorData } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { sum } from "../../test/plain.ts";
import { pixelValues, randomImages } from "../../test/random-images.ts";
import { randomWeights } from "../../test/random-weights.ts";
import { referenceResnet } from "../../test/reference-resnet.ts";
import { batchOf, int64, largestDifference, runner, values } from "../../test/run-network.ts";
import { ConfigError } from "../errors.ts";
import { buildModel } from "./build-model.ts";
import { resnet } from "./resnet.ts";

const config = {
  model_type: "resnet",
  num_channels: 2,
  embedding_size: 4,
  hidden_sizes: [8, 12],
  depths: [2, 1],
  num_labels: 3,
};
const task = "image-classification";
const forms = [
  { layer_type: "basic" },
  { layer_type: "basic", downsample_in_first_stage: true },
  { layer_type: "bottleneck", hidden_act: "silu" },
];

/** A variance is not negative. */
function weightsOf(parameters: ReadonlyMap<string, readonly number[]>): Map<string, Float32Array> {
  const weights = randomWeights(parameters);
  for (const [name, each] of weights)
    if (name.endsWith("running_var"))
      weights.set(
        name,
        each.map((value) => value ** 2 + 0.1),
      );
  return weights;
}

describe.each(forms)("%j", (form) => {
  const settings = { ...config, ...form };
  const images = randomImages(2, 2, 18);

  test("logits are those of a plain implementation, by the running statistics", async () => {
    const network = buildModel(settings, { task });
    const weights = weightsOf(network.parameters);
    const { logits } = await (await runner(network, weights))({ pixel_values: pixelValues(images) });
    const expected = referenceResnet(resnet.parseConfig(settings), weights, images).flat();
    const largest = Math.max(...expected.map(Math.abs));
    expect(largestDifference(values(logits), expected) / largest).toBeLessThan(1e-5);
  });

  test("training normalizes by the batch, and the running statistics follow as PyTorch's do", async () => {
    const graph = buildModel(settings, { task, labels: true, dropout: true });
    const weights = weightsOf(graph.parameters);
    const labels = [2, 0];
    const running = new Map<string, { mean: number[]; variance: number[] }>();
    const expected = referenceResnet(resnet.parseConfig(settings), weights, images, (name, channel, all) => {
      const mean = sum([...all]) / all.length;
      const squares = sum(all.map((value) => (value - mean) ** 2));
      const next = running.get(name) ?? { mean: [], variance: [] };
      running.set(name, next);
      const old = (which: string) => weights.get(`${name}.${which}`)?.[channel] as number;
      next.mean[channel] = 0.9 * old("running_mean") + 0.1 * mean;
      next.variance[channel] = 0.9 * old("running_var") + (0.1 * squares) / (all.length - 1);
      return { mean, variance: squares / all.length };
    });
    const loss = sum(
      expected.map((row, i) => Math.log(sum(row.map(Math.exp))) - (row[labels[i] as number] as number)),
    );

    await using model = await compile({ graph, weights });
    const batch = batchOf({ pixel_values: pixelValues(images), labels: int64(labels) });
    expect((await model.backward(batch)).loss).toBeCloseTo(loss / 2, 4);
    expect(running.size).toBeGreaterThan(5);
    for (const [name, { mean, variance }] of running) {
      const [means, variances] = ["running_mean", "running_var"].map((which) => [
        ...(model.parameters.get(`${name}.${which}`)?.data ?? []),
      ]) as [number[], number[]];
      expect(largestDifference(means, mean)).toBeLessThan(1e-4);
      expect(
        largestDifference(
          variances.map((value, i) => value / (variance[i] as number)),
          variance.map(() => 1),
        ),
      ).toBeLessThan(1e-4);
      expect(model.parameters.get(`${name}.running_mean`)?.trainable).toBe(false);
    }
    const now = new Map([...model.parameters].map(([name, { data }]) => [name, data]));
    const { logits } = (await model.evaluate(batch, { outputs: ["logits"] })) as { logits: TensorData };
    const evaluated = referenceResnet(resnet.parseConfig(settings), now, images).flat();
    const largest = Math.max(...evaluated.map(Math.abs));
    expect(largestDifference([...(logits.data as Float32Array)], evaluated) / largest).toBeLessThan(1e-4);
  });
});

test("parameters have the names and shapes of a ResNetForImageClassification's checkpoint", () => {
  const { parameters, buffers } = buildModel({ ...config, layer_type: "bottleneck" }, { task });
  expect(Object.fromEntries(parameters)).toMatchObject({
    "resnet.embedder.embedder.convolution.weight": [4, 2, 7, 7],
    "resnet.embedder.embedder.normalization.running_var": [4],
    "resnet.encoder.stages.0.layers.0.shortcut.convolution.weight": [8, 4, 1, 1],
    "resnet.encoder.stages.0.layers.1.layer.1.convolution.weight": [2, 2, 3, 3],
    "resnet.encoder.stages.1.layers.0.layer.2.convolution.weight": [12, 3, 1, 1],
    "classifier.1.weight": [3, 12],
  });
  expect(parameters.has("resnet.encoder.stages.0.layers.1.shortcut.convolution.weight")).toBe(false);
  expect([...(buffers?.keys() ?? [])].every((name) => name.includes(".running_"))).toBe(true);
  expect(buffers?.size).toBe(2 * (1 + 2 * 4 - 1 + 4));
});

test("parameters start out as PyTorch's and ResNet's do", () => {
  const parsed = resnet.parseConfig({ ...config, layer_type: "bottleneck" });
  const start = (parameter: string) => resnet.initialization(parsed, parameter);
  const normal = (fanOut: number) => ({ kind: "normal", std: Math.sqrt(2 / fanOut) });
  expect(start("resnet.embedder.embedder.convolution.weight")).toEqual(normal(4 * 49));
  expect(start("resnet.encoder.stages.1.layers.0.layer.1.convolution.weight")).toEqual(normal(3 * 9));
  expect(start("resnet.encoder.stages.1.layers.0.shortcut.convolution.weight")).toEqual(normal(12));
  expect(start("resnet.embedder.embedder.normalization.running_var")).toEqual({ kind: "ones" });
  expect(start("resnet.embedder.embedder.normalization.bias")).toEqual({ kind: "zeros" });
  expect(start("classifier.1.bias")).toEqual({ kind: "uniform", bound: 1 / Math.sqrt(12) });
});

test.each([
  [{ depths: [1] }, "hidden_sizes (8,12) and depths (1) must be equally long"],
  [{ hidden_sizes: [8, 10] }, "hidden_sizes of a bottleneck must be divisible by 4: 10"],
  [{ layer_type: "wide" }, "layer_type: Invalid option"],
])("config %j is refused", (change, message) => {
  const parse = () => resnet.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
