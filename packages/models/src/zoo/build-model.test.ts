import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildModel as buildNetwork,
  dataCollatorWithPadding,
  initializeWeights,
  Trainer,
  type TrainerCallback,
  TrainingInterruptedError,
} from "@llm-course/training";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildModel } from "./build-model.ts";
import type { Recipe } from "./recipe.ts";
import { trainToEnd, valuesOf } from "./train-to-end.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "build-"));
});
afterAll(() => rm(root, { recursive: true }));

const task = "sequence-classification";
const sizes = { dim: 8, n_layers: 1, n_heads: 2, hidden_dim: 16 };
const config = { model_type: "distilbert", vocab_size: 20, max_position_embeddings: 8, ...sizes };

/** Is 7 in it? */
const toy: Recipe = {
  ...{ name: "toy", version: 3, task: "text-classification", standsInFor: [{ id: "somebody/toy" }] },
  card: { summary: "A toy.", data: "Made up.", training: "Briefly.", limits: "All." },
  texts: async () => ({ train: [], heldOut: [] }),
  async train(context) {
    const trainDataset = Array.from({ length: 64 }, (_, i) => ({
      input_ids: [2, 10 + (i % 8), i % 2 === 1 ? 7 : 8],
      label: i % 2,
    }));
    const { seed } = context;
    const trainer = new Trainer({
      model: {
        ...{ config, task, network: buildNetwork(config, { task, labels: true, dropout: true }) },
        weights: initializeWeights(config, { task, seed }),
      },
      args: { outputDir: context.folder, seed, numTrainEpochs: 3, saveStrategy: "epoch", learningRate: 0.01 },
      trainDataset,
      dataCollator: dataCollatorWithPadding({ padTokenId: 0 }),
      callbacks: context.callbacks,
    });
    return trainToEnd(trainer, context);
  },
  assemble: async (weights, folder) => {
    await writeFile(
      join(folder, "bias.json"),
      JSON.stringify([...(valuesOf(weights).get("classifier.bias") ?? [])]),
    );
  },
  async evaluate(folder) {
    const bias = JSON.parse(await readFile(join(folder, "bias.json"), "utf8")) as number[];
    return [{ dataset: "test", metric: "bias", value: bias[0] ?? 0, count: 1, bar: 100 }];
  },
  inputs: ["7", "a | b"],
  respond: async (_, inputs) => inputs.map((input) => `${input}!`),
};

const hash = async (folder: string) =>
  JSON.parse(await readFile(join(folder, "zoo", "toy.json"), "utf8")).sha256;

test("a training that was interrupted goes on, and ends with the weights of one that was not", async () => {
  const [whole, parts] = [join(root, "whole"), join(root, "parts")];
  const cache = join(root, "cache");
  await buildModel(toy, { root: whole, cache });

  const controller = new AbortController();
  const interrupting: TrainerCallback = {
    onStepEnd: (_, { globalStep }) => {
      if (globalStep === 11) controller.abort();
    },
  } as TrainerCallback;
  const stopped = buildModel(toy, {
    root: parts,
    cache,
    signal: controller.signal,
    callbacks: [interrupting],
  });
  await expect(stopped).rejects.toBeInstanceOf(TrainingInterruptedError);
  expect(await readdir(root)).not.toContain("parts");
  let first: number | undefined;
  const watching = {
    onStepEnd: (_: unknown, { globalStep }: { globalStep: number }) => {
      first ??= globalStep;
    },
  } as unknown as TrainerCallback;
  await buildModel(toy, { root: parts, cache, callbacks: [watching] });
  expect(first).toBeGreaterThan(11);
  expect(await hash(parts)).toBe(await hash(whole));
  expect(await readdir(join(cache, "builds"))).toEqual([]);
});

test("another seed gives other weights", async () => {
  const [one, two] = [join(root, "one"), join(root, "two")];
  await buildModel(toy, { root: one, cache: join(root, "cache") });
  await buildModel(toy, { root: two, cache: join(root, "cache"), seed: 2 });
  expect(await hash(one)).not.toBe(await hash(two));
});

test("the card says what was measured, and what was missed", async () => {
  const card = await readFile(join(root, "one", "cards", "toy.md"), "utf8");
  expect(card).toContain("Offline it stands in for `somebody/toy`.");
  expect(card).toMatch(/^\| test \| bias \| -?\d\.\d{3} \| {2}\| 100, \*\*missed\*\* \| 1 \|$/m);
  expect(card).toContain("| a \\| b | a \\| b! |");
  expect(card).toContain(await hash(join(root, "one")));
});
