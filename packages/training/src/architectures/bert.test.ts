import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bindWeights,
  MissingWeightError,
  storedTensor,
  WeightMismatchError,
  writeOnnx,
} from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generator } from "../../test/random-weights.ts";
import { referenceBert } from "../../test/reference-bert.ts";
import { ConfigError } from "../errors.ts";
import type { Task } from "./architecture.ts";
import { configuredArchitecture } from "./architectures.ts";
import { parseBertConfig } from "./bert-config.ts";
import { buildModel } from "./build-model.ts";

const bert = (content: unknown) => buildModel(content, { task: "feature-extraction" });

const config = {
  model_type: "bert",
  vocab_size: 20,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 6,
  type_vocab_size: 2,
  layer_norm_eps: 1e-3,
  hidden_act: "gelu",
};

function randomWeights(parameters: ReadonlyMap<string, readonly number[]>, seed = 7) {
  const random = generator(seed);
  const fill = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1);
  return new Map([...parameters].map(([name, shape]) => [name, fill(shape)]));
}

const batch = [
  { inputIds: [3, 1, 19, 0, 7], attentionMask: [1, 1, 1, 1, 1], tokenTypeIds: [0, 0, 0, 1, 1] },
  { inputIds: [5, 5, 2, 9, 9], attentionMask: [1, 1, 1, 0, 0], tokenTypeIds: [1, 0, 1, 0, 0] },
];

function int64(key: keyof (typeof batch)[number], sequences = batch): Tensor {
  const rows = sequences.map((sequence) => sequence[key]);
  return new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
}

function feeds(sequences = batch): Record<string, Tensor> {
  return {
    input_ids: int64("inputIds", sequences),
    attention_mask: int64("attentionMask", sequences),
    token_type_ids: int64("tokenTypeIds", sequences),
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bert-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function session(model: Parameters<typeof writeOnnx>[1]): Promise<InferenceSession> {
  const path = join(folder, "model.onnx");
  await writeOnnx(path, model);
  return InferenceSession.create(path);
}

function largestDifference(output: Tensor | undefined, expected: number[][][]): number {
  const values = output?.data as Float32Array;
  const flat = expected.flat(2);
  expect(values).toHaveLength(flat.length);
  return Math.max(...flat.map((value, i) => Math.abs(value - (values[i] as number))));
}

describe("hidden states are those of a plain implementation", () => {
  test.each(["gelu", "gelu_new", "relu"])("with %s, weights bound as constants", async (hidden_act) => {
    const settings = { ...config, hidden_act };
    const network = bert(settings);
    const weights = randomWeights(network.parameters);
    const stored = [...weights].map(
      ([name, values]) => [name, storedTensor("F32", network.parameters.get(name) ?? [], values)] as const,
    );
    const running = await session(await bindWeights(network, new Map(stored)));
    const { last_hidden_state } = await running.run(feeds());
    const expected = batch.map((sequence) => referenceBert(parseBertConfig(settings), weights, sequence));
    expect(last_hidden_state?.dims).toEqual([2, 5, 8]);
    expect(largestDifference(last_hidden_state, expected)).toBeLessThan(5e-6);
  });

  test("with dropout by the same masks", async () => {
    const settings = { ...config, hidden_dropout_prob: 0.3, attention_probs_dropout_prob: 0.4 };
    const { model, parameters, dropout } = buildModel(settings, {
      task: "feature-extraction",
      dropout: true,
    });
    const weights = randomWeights(parameters);
    const inputs = [...weights].map(([name, values]) => [
      name,
      new Tensor("float32", values, parameters.get(name)),
    ]);
    const [rows, length, dim, heads] = [2, 5, 8, 2];
    const masks = [...(dropout ?? [])].map(([name, p]) => {
      const shape = name.endsWith("self.dropout") ? [rows, heads, length, length] : [rows, length, dim];
      const random = generator(name.length);
      const size = shape.reduce((a, b) => a * b, 1);
      const values = Float32Array.from({ length: size }, () => (random() < p ? 0 : 1 / (1 - p)));
      return [name, new Tensor("float32", values, shape)] as const;
    });
    const running = await session(model);
    const results = await running.run({ ...Object.fromEntries([...inputs, ...masks]), ...feeds() });
    const known = new Map(masks);
    const expected = batch.map((sequence, n) =>
      referenceBert(parseBertConfig(config), weights, sequence, (site, i, j, head) => {
        const mask = known.get(site);
        const [, , third = 0, fourth] = mask?.dims ?? [];
        const at =
          fourth === undefined ? (n * length + i) * third + j : ((n * heads + head) * third + i) * fourth + j;
        return Number(mask?.data[at]);
      }),
    );
    expect(largestDifference(results.last_hidden_state, expected)).toBeLessThan(5e-6);
  });

  test("with weights given as inputs, for batches and lengths of any size", async () => {
    const { model, parameters } = bert(config);
    const weights = randomWeights(parameters);
    const inputs = [...weights].map(([name, values]) => [
      name,
      new Tensor("float32", values, parameters.get(name)),
    ]);
    const running = await session(model);
    for (const [count, length] of [
      [1, 1],
      [2, 3],
      [1, 6],
    ] as const) {
      const sequences = batch.slice(0, count).map(({ inputIds }) => ({
        inputIds: [...inputIds, 4].slice(0, length),
        attentionMask: new Array<number>(length).fill(1),
        tokenTypeIds: new Array<number>(length).fill(0),
      }));
      const { last_hidden_state } = await running.run({ ...feeds(sequences), ...Object.fromEntries(inputs) });
      const expected = sequences.map((sequence) => referenceBert(parseBertConfig(config), weights, sequence));
      expect(largestDifference(last_hidden_state, expected)).toBeLessThan(5e-6);
    }
  });
});

test("parameters have the names and shapes of a BertModel's checkpoint", () => {
  const { parameters } = bert(config);
  expect(parameters.size).toBe(5 + 2 * 16);
  expect(Object.fromEntries(parameters)).toMatchObject({
    "embeddings.word_embeddings.weight": [20, 8],
    "embeddings.LayerNorm.bias": [8],
    "encoder.layer.1.attention.self.query.weight": [8, 8],
    "encoder.layer.1.attention.output.LayerNorm.weight": [8],
    "encoder.layer.0.intermediate.dense.weight": [12, 8],
    "encoder.layer.0.output.dense.weight": [8, 12],
  });
});

test("heads have the names of their checkpoints", () => {
  const head = (task: Task) =>
    [...buildModel(config, { task }).parameters.keys()].filter((name) => !/encoder|embeddings/.test(name));
  const pooled = [
    "bert.pooler.dense.weight",
    "bert.pooler.dense.bias",
    "classifier.weight",
    "classifier.bias",
  ];
  expect(head("sequence-classification")).toEqual(pooled);
  expect(head("multiple-choice")).toEqual(pooled);
  expect(head("token-classification")).toEqual(["classifier.weight", "classifier.bias"]);
  expect(head("question-answering")).toEqual(["qa_outputs.weight", "qa_outputs.bias"]);
  expect(head("masked-lm")).toEqual([
    "cls.predictions.transform.dense.weight",
    "cls.predictions.transform.dense.bias",
    "cls.predictions.transform.LayerNorm.weight",
    "cls.predictions.transform.LayerNorm.bias",
    "cls.predictions.bias",
  ]);
});

test("a checkpoint may hold the decoder once more", () => {
  expect(Object.fromEntries(configuredArchitecture(config).tied("masked-lm"))).toEqual({
    "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
  });
});

test("a checkpoint of another size is refused, naming the parameter", async () => {
  await expect(bindWeights(bert(config), new Map())).rejects.toThrow(MissingWeightError);
  const wide = new Map([
    ["embeddings.word_embeddings.weight", storedTensor("F32", [20, 9], new Float32Array(180))],
  ]);
  const binding = bindWeights(bert(config), wide);
  await expect(binding).rejects.toThrow(WeightMismatchError);
  await expect(binding).rejects.toThrow(
    "mismatched weight embeddings.word_embeddings.weight, expected shape [20,8]: [20,9]",
  );
});

test.each([
  [
    { position_embedding_type: "relative_key" },
    'position_embedding_type: Invalid input: expected "absolute", given "relative_key"',
  ],
  [
    { hidden_act: "swish" },
    'hidden_act: Invalid option: expected one of "gelu"|"gelu_new"|"relu", given "swish"',
  ],
  [{ is_decoder: true }, "is_decoder: Invalid input: expected false, given true"],
  [{ hidden_size: 9 }, "hidden_size (9) must be divisible by num_attention_heads (2)"],
  [{ vocab_size: undefined }, "vocab_size: Invalid input: expected number, received undefined"],
])("config %j is refused", (change, message) => {
  const build = () => bert({ ...config, ...change });
  expect(build).toThrow(ConfigError);
  expect(build).toThrow(message);
});
