import { encodeOnnx, GraphBuilder } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { positionIds, roberta } from "./roberta.ts";

const config = {
  model_type: "roberta",
  vocab_size: 20,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 10,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  hidden_act: "gelu",
  pad_token_id: 1,
};
const parsed = roberta.parseConfig(config);

test("tokens are numbered from the number of padding on, and padding has its own", async () => {
  const g = new GraphBuilder("positions");
  const shape = ["batch_size", "sequence_length"];
  g.output("positions", positionIds(g, g.input("ids", "int64", shape), parsed), "int64", shape);
  const session = await InferenceSession.create(encodeOnnx(g.build().model));
  const ids = [0, 5, 2, 1, 1, 1, 1, 0, 9, 1];
  const { positions } = await session.run({
    ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), [2, 5]),
  });
  expect(Array.from(positions?.data as BigInt64Array, Number)).toEqual([2, 3, 4, 1, 1, 1, 1, 2, 3, 1]);
});

test("parameters have the names and shapes of a checkpoint", () => {
  const names = (task: "masked-lm" | "sequence-classification" | "multiple-choice") =>
    Object.fromEntries(
      [...roberta.build(parsed, { task }).parameters].filter(([name]) => !/encoder|embeddings/.test(name)),
    );
  expect(names("masked-lm")).toEqual({
    "lm_head.dense.weight": [8, 8],
    "lm_head.dense.bias": [8],
    "lm_head.layer_norm.weight": [8],
    "lm_head.layer_norm.bias": [8],
    "lm_head.bias": [20],
  });
  expect(names("sequence-classification")).toEqual({
    "classifier.dense.weight": [8, 8],
    "classifier.dense.bias": [8],
    "classifier.out_proj.weight": [2, 8],
    "classifier.out_proj.bias": [2],
  });
  expect(names("multiple-choice")).toEqual({
    "roberta.pooler.dense.weight": [8, 8],
    "roberta.pooler.dense.bias": [8],
    "classifier.weight": [1, 8],
    "classifier.bias": [1],
  });
});

test("a checkpoint may hold the decoder once more", () => {
  expect(Object.fromEntries(roberta.tied(parsed, "masked-lm"))).toEqual({
    "lm_head.decoder.weight": "roberta.embeddings.word_embeddings.weight",
    "lm_head.decoder.bias": "lm_head.bias",
  });
  expect(roberta.tied(parsed, "token-classification").size).toBe(0);
});

test.each([
  [{ hidden_size: 9 }, "hidden_size (9) must be divisible by num_attention_heads (2)"],
  [{ tie_word_embeddings: false }, "tie_word_embeddings: Invalid input: expected true, given false"],
  [{ layer_norm_eps: undefined }, "unsupported RoBERTa config: layer_norm_eps"],
])("config %j is refused", (change, message) => {
  const parse = () => roberta.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
