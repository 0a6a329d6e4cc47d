import { GraphBuilder, MissingWeightError, WeightMismatchError } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { gpt2Graph } from "../../test/gpt2-graph.ts";
import { randomWeights, tinyConfig, tinySizes } from "../../test/tiny-gpt2.ts";
import { DecoderGraphError, ModelConfigError } from "../errors.ts";
import { createDecoder } from "./create-decoder.ts";

const network = gpt2Graph(tinySizes);
const weights = randomWeights(network.parameters);

test("the config says where sequences end and how long they may be", async () => {
  const config = { max_position_embeddings: 64, eos_token_id: [1, 2], pad_token_id: 0, hidden_size: 3 };
  await using decoder = await createDecoder({ model: network.model, weights, config });
  expect(decoder).toMatchObject({ maxPositions: 64, eosTokenIds: [1, 2], padTokenId: 0, vocabSize: 37 });
  await using bare = await createDecoder({ model: network.model, weights, config: { eos_token_id: null } });
  expect(bare).toMatchObject({ maxPositions: undefined, eosTokenIds: [], padTokenId: undefined });
});

test("a config with a setting of the wrong type is refused", async () => {
  const opening = createDecoder({ model: network.model, weights, config: { eos_token_id: "</s>" } });
  await expect(opening).rejects.toThrow(ModelConfigError);
  await expect(opening).rejects.toThrow('eos_token_id: Invalid input, given "</s>"');
});

test("a weight that is missing or of another size is named", async () => {
  const without = new Map(weights);
  without.delete("h.1.mlp.c_fc.weight");
  const config = tinyConfig;
  await expect(createDecoder({ model: network.model, weights: without, config })).rejects.toThrow(
    new MissingWeightError("h.1.mlp.c_fc.weight", [16, 64]),
  );
  const short = new Map(weights).set("ln_f.bias", new Float32Array(15));
  await expect(createDecoder({ model: network.model, weights: short, config })).rejects.toThrow(
    new WeightMismatchError("ln_f.bias", "16 values of [16]", "15"),
  );
});

test.each<[string, (g: GraphBuilder) => void, string]>([
  ["ids", () => {}, "graph without the input of a decoder: input_ids"],
  [
    "a cache",
    tokens,
    "graph without a cache, build or export it with one, or give its decoder_with_past_model",
  ],
  [
    "an output for its cache",
    (g) => cached(g, false),
    "cache without the output present.0.key: past_key_values.0.key",
  ],
  ["logits", (g) => cached(g, true), "graph without logits of a known vocabulary, given: zero,present.0.key"],
])("a graph without %s is refused", async (_, fill, message) => {
  const g = new GraphBuilder("wrong");
  g.output("zero", g.scalar(0), "float32", []);
  fill(g);
  const opening = createDecoder({ model: g.build().model, config: {} });
  await expect(opening).rejects.toThrow(DecoderGraphError);
  await expect(opening).rejects.toThrow(message);
});

test("an input that is no weight is refused", async () => {
  const g = new GraphBuilder("wrong");
  cached(g, true);
  g.input("token_type_ids", "int64", ["batch_size", "sequence_length"]);
  g.output("logits", g.add("Cast", ["input_ids"], { to: 1 }), "float32", ["batch_size", 4]);
  await expect(createDecoder({ model: g.build().model, config: {} })).rejects.toThrow(
    "or a weight: token_type_ids",
  );
});

function tokens(g: GraphBuilder): void {
  for (const name of ["input_ids", "attention_mask"])
    g.input(name, "int64", ["batch_size", "sequence_length"]);
}

function cached(g: GraphBuilder, present: boolean): void {
  tokens(g);
  const shape = ["batch_size", 2, "past", 4];
  const past = g.input("past_key_values.0.key", "float32", shape);
  if (present) g.output("present.0.key", past, "float32", shape);
}
