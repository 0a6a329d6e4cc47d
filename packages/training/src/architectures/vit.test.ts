import { expect, test } from "vitest";
import { pixelValues, randomImages } from "../../test/random-images.ts";
import { randomWeights } from "../../test/random-weights.ts";
import { referenceVit } from "../../test/reference-vit.ts";
import { largestDifference, runner, values } from "../../test/run-network.ts";
import { ConfigError } from "../errors.ts";
import { buildModel } from "./build-model.ts";
import { vit } from "./vit.ts";

const config = {
  model_type: "vit",
  hidden_size: 6,
  num_hidden_layers: 2,
  num_attention_heads: 3,
  intermediate_size: 10,
  image_size: 12,
  patch_size: 4,
  num_channels: 2,
  num_labels: 5,
};
const task = "image-classification";

test.each([{}, { hidden_act: "relu", qkv_bias: false, layer_norm_eps: 0.01 }])(
  "logits are those of a plain implementation, with %j",
  async (settings) => {
    const network = buildModel({ ...config, ...settings }, { task });
    const weights = randomWeights(network.parameters);
    const images = randomImages(3, 2, 12);
    const { logits } = await (await runner(network, weights))({ pixel_values: pixelValues(images) });
    const expected = images.map((image) =>
      referenceVit(vit.parseConfig({ ...config, ...settings }), weights, image),
    );
    expect(logits?.dims).toEqual([3, 5]);
    expect(largestDifference(values(logits), expected.flat())).toBeLessThan(1e-5);
  },
);

test("parameters have the names and shapes of a ViTForImageClassification's checkpoint", () => {
  const { parameters } = buildModel(config, { task });
  expect(parameters.size).toBe(4 + 2 * 16 + 2 + 2);
  expect(Object.fromEntries(parameters)).toMatchObject({
    "vit.embeddings.cls_token": [1, 1, 6],
    "vit.embeddings.position_embeddings": [1, 10, 6],
    "vit.embeddings.patch_embeddings.projection.weight": [6, 2, 4, 4],
    "vit.encoder.layer.1.attention.attention.query.bias": [6],
    "vit.encoder.layer.0.attention.output.dense.weight": [6, 6],
    "vit.encoder.layer.0.intermediate.dense.weight": [10, 6],
    "vit.encoder.layer.0.layernorm_after.weight": [6],
    "vit.layernorm.bias": [6],
    "classifier.weight": [5, 6],
  });
});

test("a base model has the names without the prefix", () => {
  const { parameters, model } = buildModel(config, { task: "feature-extraction" });
  expect([...parameters.keys()]).toContain("encoder.layer.1.layernorm_before.weight");
  expect(model.graph?.output.map(({ name }) => name)).toEqual(["last_hidden_state"]);
});

test.each([
  [{ image_size: 13 }, "image_size (13) must be divisible by patch_size (4)"],
  [{ hidden_size: 7 }, "hidden_size (7) must be divisible by num_attention_heads (3)"],
])("config %j is refused", (change, message) => {
  const parse = () => vit.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
