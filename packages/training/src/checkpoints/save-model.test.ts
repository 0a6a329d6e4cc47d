import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bindWeights, encodeOnnx, storedTensor, type TensorData } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Task } from "../architectures/architecture.ts";
import { configuredArchitecture, modelTypes } from "../architectures/architectures.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { attachHead } from "./attach-head.ts";
import { loadOnnxModel } from "./load-onnx-model.ts";
import type { ModelConfig } from "./read-config.ts";
import { saveModel } from "./save-model.ts";
import { images } from "./tiny-batch.fixture.ts";
import { tinyConfigs, tinyVocabulary, writeTokenizer } from "./tiny-models.fixture.ts";

let root: string;
let tokenizer: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "save-model-"));
  tokenizer = join(root, "tokenizer");
  await writeTokenizer(tokenizer);
});
afterAll(() => rm(root, { recursive: true }));

const id2label = { "0": "PERSON", "1": "PLACE", "2": "NONE" };
const cases = modelTypes.flatMap((modelType) => {
  const config = { ...tinyConfigs[modelType], id2label };
  const tasks = Object.keys(configuredArchitecture(config).classes) as Task[];
  return tasks.map((task) => ({ modelType, task, config, folder: `${modelType}-${task}` }));
});

/** transformers.js has no class for choices and recurrent models, and classifies with encoders only. */
const isInTransformersJs = ({ modelType, task }: { modelType: string; task: Task }) =>
  task !== "multiple-choice" &&
  !recurrent.has(modelType) &&
  !(decoders.has(modelType) && task.endsWith("-classification"));
const recurrent = new Set(["lstm", "gru"]);
const decoders = new Set(
  modelTypes.filter((name) => "causal-lm" in configuredArchitecture(tinyConfigs[name]).classes),
);

const exported = { folder: "exported", task: "token-classification" } as const;

const pixels = images.pixel_values as TensorData;

type Outputs = Record<string, number[]>;

beforeAll(async () => {
  for (const { modelType, task, config, folder } of cases) {
    const weights = initializeWeights(config, { task, seed: 1 });
    // Weights in a second file, as those of large models are, must make no difference.
    const externalData = modelType === "gpt2" || modelType === "t5";
    await saveModel(join(root, folder), { config, task, weights, tokenizer, externalData });
  }
  await saveExported();
}, 60_000);

test("every model type has a small config here", () => {
  expect(Object.keys(tinyConfigs).sort()).toEqual([...modelTypes].sort());
});

const [text, score] = [expect.any(String), expect.any(Number)];
const tokens = (fields: object) => expect.arrayContaining([expect.objectContaining({ ...fields, score })]);

/** What the pipeline of a task gives for the texts of run-in-transformers-js.fixture.ts. */
const pipelineResults: Readonly<Partial<Record<Task, unknown>>> = {
  "feature-extraction": [1, expect.any(Number), expect.any(Number)],
  "sequence-classification": [{ label: text, score }],
  "token-classification": tokens({ entity: text, word: text }),
  "question-answering": expect.objectContaining({ answer: text, score }),
  "masked-lm": tokens({ token_str: text, sequence: text }),
  "causal-lm": [{ generated_text: expect.stringMatching(/^a cat/) }],
  "image-classification": expect.arrayContaining([
    { label: expect.stringMatching(/^(PERSON|PLACE|NONE)$/), score },
  ]),
  "seq2seq-lm": [[{ generated_text: text }], [{ translation_text: text }], [{ summary_text: text }]],
};

/** What the pipeline for features gives of an image. */
const imageFeatures: Readonly<Record<string, unknown>> = {
  "vit-feature-extraction": [1, 10, 8],
  "resnet-feature-extraction": [1, 8, 28, 28],
};

describe("a fresh process with transformers.js", () => {
  const piped = cases.filter(isInTransformersJs);
  const results = new Map<string, { error?: string; outputs?: Outputs; piped?: unknown }>();

  beforeAll(async () => {
    const names = [...piped, exported];
    const folders = names.map(({ folder, task }) => ({ folder: join(root, folder), task }));
    const program = join(import.meta.dirname, "run-in-transformers-js.fixture.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(folders)]);
    const lines: object[] = JSON.parse(stdout);
    for (const [i, result] of lines.entries()) results.set(names[i]?.folder ?? "", result);
  }, 120_000);

  test.each(piped)("computes the outputs of $modelType for $task, and its pipeline runs", async (each) => {
    const { error, outputs = {}, piped } = results.get(each.folder) ?? { error: "not run" };
    expect(error).toBeUndefined();
    const { encoder_last_hidden_state, ...expected } = await built(each.config, each.task);
    // Where there is a cache, transformers.js numbers padding otherwise; it is the last position.
    const real = each.task === "causal-lm" ? -tinyVocabulary : undefined;
    expectNear(outputs, expected, real);
    expect(piped).toEqual(imageFeatures[each.folder] ?? pipelineResults[each.task]);
  });

  test("classifies with a head on an exported graph", async () => {
    const { error, outputs = {}, piped } = results.get(exported.folder) ?? { error: "not run" };
    expect(error).toBeUndefined();
    const { last_hidden_state: hidden = [] } = await built(tinyConfigs.bert ?? {}, "feature-extraction");
    // A linear layer whose weights are all ½: (Σ x + 1) / 2, for each label.
    const logit = (token: number) =>
      hidden.slice(token * 8, token * 8 + 8).reduce((sum, x) => sum + x / 2, 0.5);
    expectNear(outputs, { logits: Array.from({ length: 8 * 3 }, (_, i) => logit(Math.floor(i / 3))) });
    expect(piped).toMatchObject([{ entity: "PERSON", word: "a" }, { word: "cat" }, { word: "sat" }]);
  });
});

/** A folder that has an exported graph only, with a head attached. */
async function saveExported(): Promise<void> {
  const source = join(root, "bert-feature-extraction");
  const encoder = await loadOnnxModel(source, { config: { id2label } });
  const { network, weights } = attachHead(encoder, { task: exported.task, numLabels: 3 });
  for (const name of ["classifier.weight", "classifier.bias"]) weights.get(name)?.fill(0.5);
  const { config } = encoder;
  await saveModel(join(root, exported.folder), { config, task: exported.task, network, weights, tokenizer });
}

test.each(cases.filter((each) => !isInTransformersJs(each)))(
  "onnxruntime computes the outputs of $modelType for $task (transformers.js has no class for it)",
  async ({ config, task, folder }) => {
    const session = await InferenceSession.create(join(root, folder, "onnx", "model.onnx"));
    expectNear(await run(session, task, config), await built(config, task));
  },
);

function expectNear(given: Outputs, expected: Outputs, end?: number): void {
  expect(Object.keys(given).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    expect(given[name]?.length).toBe(values.length);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.1);
    const differences = values.map((value, i) => Math.abs(value - (given[name]?.[i] ?? Number.NaN)));
    expect(Math.max(...differences.slice(0, end))).toBeLessThan(1e-4);
  }
}

/** What the graph that is built from the config computes, without a cache. */
async function built(config: ModelConfig, task: Task): Promise<Outputs> {
  const network = buildModel(config, { task });
  const weights = initializeWeights(config, { task, seed: 1 });
  const tensors = new Map(
    [...network.parameters].map(([name, shape]) => [
      name,
      storedTensor("F32", shape, weights.get(name) as Float32Array),
    ]),
  );
  return run(await InferenceSession.create(encodeOnnx(await bindWeights(network, tensors))), task, config);
}

/** For the batch of run-in-transformers-js.fixture.ts. */
async function run(session: InferenceSession, task: Task, config: ModelConfig): Promise<Outputs> {
  const dims = task === "multiple-choice" ? [1, 2, 4] : [2, 4];
  const int64 = (values: number[]) => new Tensor("int64", BigInt64Array.from(values, BigInt), dims);
  const start = BigInt(Number(config.decoder_start_token_id ?? 0));
  const feeds: Record<string, Tensor> = {
    input_ids: int64([2, 5, 6, 3, 2, 7, 3, 0]),
    attention_mask: int64([1, 1, 1, 1, 1, 1, 1, 0]),
    token_type_ids: int64([0, 0, 0, 0, 0, 0, 0, 0]),
    pixel_values: new Tensor("float32", pixels.data as Float32Array, [...pixels.dims]),
    decoder_input_ids: new Tensor("int64", BigInt64Array.of(start, 7n, 8n, start, 9n, 5n), [2, 3]),
  };
  const zeros = () => new Tensor("float32", new Float32Array(2 * 8), [1, 2, 8]);
  const given = session.inputNames.map((name) => [
    name,
    name.startsWith("past") ? zeros() : (feeds[name] as Tensor),
  ]);
  const all = Object.entries(await session.run(Object.fromEntries(given)));
  const outputs = all.filter(([name]) => !name.startsWith("present"));
  return Object.fromEntries(outputs.map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
}
