import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initializeWeights, loadModel, saveModel, Trainer } from "@llm-course/training";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uniform } from "../corpora/shuffle.ts";
import { llamaConfig, task } from "./language-model.ts";
import { modelLogProbabilities } from "./model-log-probabilities.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "language-model-"));
  const config = llamaConfig({
    ...{ vocab_size: 20, hidden_size: 16, intermediate_size: 32, num_hidden_layers: 2 },
    ...{ num_attention_heads: 2, max_position_embeddings: 64, initializer_range: 0.5 },
  });
  await saveModel(folder, { config, task, weights: initializeWeights(config, { task, seed: 1 }) });
});
afterAll(() => rm(folder, { recursive: true }));

const random = uniform(1);
const tokens = Array.from({ length: 45 }, () => Math.floor(20 * random()));
const mean = (values: Iterable<number>) => [...values].reduce((a, b) => a + b) / [...values].length;

/** Minus the loss of the graph that is trained. */
async function meanByLoss(ids: readonly number[]): Promise<number> {
  const evalDataset = [{ input_ids: ids, labels: ids, attention_mask: ids.map(() => 1) }];
  await using trainer = new Trainer({ model: await loadModel(folder, { task, labels: true }), evalDataset });
  return -((await trainer.evaluate()).eval_loss as number);
}

test("in one window, the mean is the loss of training", async () => {
  const [found, short] = await modelLogProbabilities(folder, [tokens, tokens.slice(0, 7)], { maxLength: 64 });
  expect(found?.[0]).toBeNaN();
  expect(mean(found?.subarray(1) ?? [])).toBeCloseTo(await meanByLoss(tokens), 4);
  for (let at = 1; at < 7; at++) expect(short?.[at]).toBeCloseTo(found?.[at] ?? 0, 4);
});

test("in windows, each token has what the window before it tells", async () => {
  const [found] = await modelLogProbabilities(folder, [tokens], { maxLength: 16, stride: 12 });
  for (const [start, from] of [
    [0, 1],
    [12, 16],
    [24, 28],
    [29, 40],
  ] as const) {
    const window = tokens.slice(start, start + 16);
    const [alone] = await modelLogProbabilities(folder, [window], { maxLength: 16 });
    for (let at = from; at < start + 16; at++) expect(found?.[at]).toBeCloseTo(alone?.[at - start] ?? 0, 4);
  }
});
