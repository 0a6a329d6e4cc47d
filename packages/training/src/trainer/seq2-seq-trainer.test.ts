import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, env, Tensor } from "@huggingface/transformers";
import { createEncoderDecoder, GenerationOptionsError, generate } from "@llm-course/generation";
import type { TensorData } from "@llm-course/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notebookLauncher } from "../accelerate/notebook-launcher.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { loadModel } from "../checkpoints/load-model.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { dataCollatorForSeq2Seq } from "../data/data-collator-for-seq2-seq.ts";
import { TrainerError, TrainingArgumentsError } from "./errors.ts";
import { newSpeller, predictNumbers } from "./predict-numbers.fixture.ts";
import { Seq2SeqTrainer, type Seq2SeqTrainerOptions } from "./seq2-seq-trainer.ts";
import type { Seq2SeqTrainingOptions } from "./seq2-seq-training-arguments.ts";
import { decode, spelled, spelledNumbers, spellerConfig } from "./spelled-numbers.fixture.ts";
import { tinyModel } from "./tiny-task.fixture.ts";

const numbers = spelledNumbers.map((_, number) => number);

function newTrainer(args: Seq2SeqTrainingOptions, options: Partial<Seq2SeqTrainerOptions> = {}) {
  return new Seq2SeqTrainer({
    model: newSpeller(),
    args: { predictWithGenerate: true, saveStrategy: "no", ...args },
    dataCollator: dataCollatorForSeq2Seq({ padTokenId: 0 }),
    computeMetrics: ({ predictions, labelIds }) => ({ exact: exactMatches(predictions, labelIds) }),
    ...options,
  });
}

/** The share of rows that decode to the same text, once padding stands for −100. */
function exactMatches(predictions: TensorData, labelIds: TensorData | undefined): number {
  const expected = rows(labelIds as TensorData).map((ids) => decode(ids.map((id) => (id === -100 ? 0 : id))));
  const written = rows(predictions).map(decode);
  return written.filter((text, i) => text === expected[i]).length / written.length;
}

function rows({ data, dims: [count = 0, width = 0] }: TensorData): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from(data.slice(i * width, (i + 1) * width), Number));
}

let root: string;
beforeAll(async () => {
  env.allowRemoteModels = false;
  root = await mkdtemp(join(tmpdir(), "seq2seq-"));
});
afterAll(() => rm(root, { recursive: true }));

async function writtenByTransformersJs(folder: string): Promise<string[]> {
  const model = await AutoModelForSeq2SeqLM.from_pretrained(folder, {
    dtype: "fp32",
    local_files_only: true,
  });
  const texts: string[] = [];
  for (const { input_ids } of spelledNumbers) {
    const ids = BigInt64Array.from(input_ids as number[], BigInt);
    const given = {
      input_ids: new Tensor("int64", ids, [1, ids.length]),
      attention_mask: new Tensor(
        "int64",
        ids.map(() => 1n),
        [1, ids.length],
      ),
    };
    const generated = (await model.generate({ ...given, max_new_tokens: 8 })) as Tensor;
    texts.push(decode(generated.data as BigInt64Array));
  }
  await model.dispose();
  return texts;
}

test("a T5 learns to spell numbers, writes them, is saved, and writes them elsewhere", async () => {
  const trainer = newTrainer(
    {
      ...{ numTrainEpochs: 70, perDeviceTrainBatchSize: 16, perDeviceEvalBatchSize: 7 },
      ...{ learningRate: 0.005, lrSchedulerType: "constant_with_warmup", warmupSteps: 20 },
      ...{ evalStrategy: "steps", evalSteps: 25, generationMaxLength: 8 },
    },
    { trainDataset: spelledNumbers, evalDataset: spelledNumbers },
  );
  await using _ = trainer;
  await trainer.train();
  const evaluations = trainer.state.logHistory.filter((log) => "eval_exact" in log);
  expect(evaluations[0]?.eval_exact).toBeLessThan(0.5);
  // The weights that are read are those of the last step.
  expect(evaluations.at(-1)).toMatchObject({ eval_exact: 1, eval_loss: expect.any(Number) });

  const { predictions, labelIds, metrics } = await trainer.predict(spelledNumbers);
  expect(metrics.test_exact).toBe(1);
  const written = rows(predictions);
  expect(written.map(decode)).toEqual(numbers.map(spelled));
  // Batches were of several lengths.
  expect(written[0]?.slice(0, 4)).toEqual([0, expect.any(Number), 1, 0]);
  expect(written.flat().every((id) => id >= 0)).toBe(true);
  expect(labelIds?.data).toContain(-100n);

  const folder = join(root, "speller");
  await trainer.saveModel(folder);
  expect(await writtenByTransformersJs(folder)).toEqual(numbers.map(spelled));
}, 120_000);

describe("predictions", () => {
  const some = spelledNumbers.slice(20, 30);
  const inputIds = some.map(({ input_ids }) => input_ids as number[]);

  test("are those of generate on the saved model, with the options of arguments and calls", async () => {
    await using trainer = newTrainer({ generationMaxLength: 6, generationNumBeams: 3 });
    const folder = join(root, "new");
    await trainer.saveModel(folder);
    const graph = (name: string) => join(folder, "onnx", `${name}.onnx`);
    await using saved = await createEncoderDecoder({
      encoder: graph("encoder_model"),
      decoder: graph("decoder_model_merged"),
      config: JSON.parse(await readFile(join(folder, "config.json"), "utf8")),
    });
    const written = async (options: object) => (await generate(saved, { inputIds }, options)).sequences;

    const given = await trainer.predict(some);
    expect(rows(given.predictions)).toEqual(await written({ maxLength: 6, numBeams: 3 }));
    const generationConfig = { maxLength: 4, numBeams: 1, repetitionPenalty: 3 };
    const called = await trainer.predict(some, { generationConfig });
    expect(rows(called.predictions)).toEqual(await written(generationConfig));
    expect(called.predictions.dims).toEqual([10, 4]);
    // The options of a call are for that call.
    expect(await trainer.predict(some)).toMatchObject({ predictions: given.predictions });
  });

  test("need no labels, and without generation are logits", async () => {
    await using trainer = newTrainer({ generationConfig: { maxNewTokens: 3 } });
    const { predictions, metrics } = await trainer.predict(inputIds.map((input_ids) => ({ input_ids })));
    expect(predictions.type).toBe("int64");
    expect(metrics).not.toHaveProperty("test_loss");
    await using plain = newTrainer({ predictWithGenerate: false }, { computeMetrics: () => ({}) });
    expect((await plain.predict(some)).outputs).toHaveProperty("logits");
  });

  test("have the options of the model's generation_config.json, but for those that are given", async () => {
    const folder = join(root, "configured");
    await using trainer = newTrainer({ generationMaxLength: 6, generationNumBeams: 3 });
    const expected = await trainer.predict(some);
    await trainer.saveModel(folder);
    const generation = { num_beams: 3, max_length: 6, max_new_tokens: null, pad_token_id: 0 };
    await writeFile(join(folder, "generation_config.json"), JSON.stringify(generation));
    const model = await loadModel(folder, { task: "seq2seq-lm", labels: true });
    await using configured = newTrainer({}, { model });
    expect(rows((await configured.predict(some)).predictions)).toEqual(rows(expected.predictions));
    await using greedy = newTrainer({ generationNumBeams: 1, generationMaxLength: 4 }, { model });
    expect((await greedy.predict(some)).predictions.dims).toEqual([10, 4]);
    await configured.saveModel(join(root, "again"));
    expect(JSON.parse(await readFile(join(root, "again", "generation_config.json"), "utf8"))).toEqual(
      generation,
    );
  });

  test("with options that contradict each other are an error that names both", async () => {
    await using trainer = newTrainer({ generationMaxLength: 6 });
    const evaluating = trainer.evaluate(some, { generationConfig: { maxNewTokens: 3 } });
    await expect(evaluating).rejects.toThrow(GenerationOptionsError);
  });
});

test("two processes write what one does, each a part, and both know all", async () => {
  const single = await predictNumbers();
  expect(single.predictions.dims).toEqual([30, 7]);
  const module = new URL("./predict-numbers.fixture.ts", import.meta.url);
  const both = await notebookLauncher({ module, export: "predictNumbers" }, { numProcesses: 2 });
  expect(both).toEqual([single, single]);
}, 120_000);

test.each<[Seq2SeqTrainingOptions, string]>([
  [
    { predictWithGenerate: false, generationMaxLength: 9 },
    "generationMaxLength needs predictWithGenerate, set it to true or leave generationMaxLength out: 9",
  ],
  [
    { generationNumBeams: 2, generationConfig: { numBeams: 4 } },
    "generationNumBeams and generationConfig.numBeams are the same, leave one out: 2, 4",
  ],
  [
    { generationMaxLength: 6, generationConfig: { maxNewTokens: 4 } },
    "generationMaxLength and generationConfig.maxNewTokens are the same, leave one out: 6, 4",
  ],
  [{ generationMaxLength: 0 }, "generationMaxLength: "],
  [{ evalStrategy: "no", loadBestModelAtEnd: true }, "loadBestModelAtEnd needs"],
])("arguments %j are refused", (args, message) => {
  expect(() => newTrainer(args)).toThrow(TrainingArgumentsError);
  expect(() => newTrainer(args)).toThrow(message);
});

test.each<[Seq2SeqTrainingOptions, object, string]>([
  [
    { generationConfig: { topK: 5 } },
    {},
    "topK needs doSample: true, without it the likeliest token is taken: 5",
  ],
  [
    { generationConfig: { maxNewTokens: 3, maxLength: 5 } },
    {},
    "maxNewTokens (3) and maxLength are the same limit, give one of them: 5",
  ],
  [{ generationConfig: { numBeans: 4 } as object }, {}, 'Unrecognized key: "numBeans"'],
  [{ generationConfig: { suppressTokens: [99] } }, {}, "unknown token id in suppressTokens"],
  [{ generationConfig: { numReturnSequences: 2, numBeams: 2 } }, {}, "set numReturnSequences to 1: 2"],
  [{}, { num_beams: 2, num_return_sequences: 2 }, "set numReturnSequences to 1: 2"],
  [
    { generationNumBeams: 1, generationConfig: { lengthPenalty: 2 } },
    {},
    "lengthPenalty needs numBeams above 1",
  ],
  [
    {},
    { penalty_alpha: 0.6 },
    "unsupported setting of the generation config, leave it out: penalty_alpha = 0.6",
  ],
  [
    {},
    { num_beams: "four" },
    'invalid model config: numBeams: Invalid input: expected number, received string, given "four"',
  ],
])(
  "options of a generation %j over %j are refused when the trainer is made",
  (args, generationConfig, message) => {
    const model = { ...newSpeller(), generationConfig: { ...generationConfig } };
    expect(() => newTrainer(args, { model })).toThrow(message);
    expect(() => newTrainer({ predictWithGenerate: false }, { model })).not.toThrow();
  },
);

test("a length that the model has no positions for is refused when the trainer is made", () => {
  const config = { model_type: "bart", ...tinyConfigs.bart };
  const [task, positions] = ["seq2seq-lm", Number(tinyConfigs.bart?.max_position_embeddings)] as const;
  const model = {
    ...{ config, task, network: buildModel(config, { task, labels: true }) },
    weights: initializeWeights(config, { task, seed: 1 }),
  };
  expect(() => newTrainer({ generationMaxLength: positions + 1 }, { model })).toThrow(
    `maxLength (${positions + 1}) is more than the model's positions, max_position_embeddings, make it smaller: ${positions}`,
  );
  expect(() => newTrainer({ generationMaxLength: positions }, { model })).not.toThrow();
});

test("a model that writes nothing is refused before it is trained", async () => {
  const classifier = { model: tinyModel() };
  expect(() => newTrainer({}, classifier)).toThrow(TrainerError);
  expect(() => newTrainer({}, classifier)).toThrow("task seq2seq-lm with its config");
  expect(() => newTrainer({ predictWithGenerate: false }, classifier)).not.toThrow();
  // Another feed-forward layer than the config says.
  const gated = { ...newSpeller(), config: { ...spellerConfig, feed_forward_proj: "gated-gelu" } };
  const options = { model: gated, trainDataset: spelledNumbers, evalDataset: spelledNumbers };
  await using trainer = newTrainer({ evalStrategy: "epoch" }, options);
  await expect(trainer.train()).rejects.toThrow("which has other parameters");
});
