import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, loadDataset } from "@llm-course/datasets";
import { ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { DataLoader, dataCollatorWithPadding, type Example, loadModel, Trainer } from "@llm-course/training";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let folder: string;
let texts: Dataset<{ text: string; label: number }>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "datasets-"));
  vi.stubEnv("COURSE_CACHE", process.env.COURSE_CACHE ?? folder);
  const path = join(folder, "texts.csv");
  const lines = Array.from({ length: 24 }, (_, i) =>
    i % 2 ? `good ${"very ".repeat(i % 5)}good,1` : `bad ${"so ".repeat(i % 7)}bad,0`,
  );
  writeFileSync(path, `text,label\n${lines.join("\n")}\n`);
  texts = await loadDataset("csv", { dataFiles: path, split: "train" });
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function tokenized(): Promise<Dataset<Example>> {
  const tokenizer = await AutoTokenizer.fromPretrained(await ensureMiniLm());
  const encode = async ({ text }: { text: string[] }) => ({ ...(await tokenizer(text)) });
  return texts.map<Example>(encode, { batched: true, removeColumns: ["text"] });
}

test("a data loader makes the same batches of a dataset as of an array, in any order", async () => {
  const dataset = await tokenized();
  const array = await dataset.toRows();
  const collate = dataCollatorWithPadding({ padTokenId: 0 });
  const options = { batchSize: 5, shuffle: true, groupByLength: true, seed: 3, collate };
  const read = async (loader: DataLoader) => {
    const batches: unknown[] = [];
    for await (const batch of loader) batches.push(batch);
    return batches;
  };
  expect(await read(new DataLoader(dataset, options))).toEqual(await read(new DataLoader(array, options)));
  expect(new DataLoader(dataset, options).length).toBe(5);
});

test("a trainer learns from a csv file that was mapped to tokens, and from its stream", async () => {
  const dataset = await tokenized();
  const train = async (
    trainDataset: Dataset<Example> | ReturnType<Dataset<Example>["toIterableDataset"]>,
  ) => {
    const config = { num_hidden_layers: 1, id2label: { 0: "bad", 1: "good" } };
    const model = await loadModel(await ensureMiniLm(), {
      task: "sequence-classification",
      labels: true,
      config,
      seed: 0,
    });
    await using trainer = new Trainer({
      model: { ...model, task: "sequence-classification" },
      args: {
        outputDir: join(folder, "out"),
        maxSteps: 40,
        learningRate: 1e-3,
        perDeviceTrainBatchSize: 8,
        saveStrategy: "no",
        seed: 1,
      },
      trainDataset,
      processingClass: { padTokenId: 0 },
    });
    await trainer.train();
    const { metrics } = await trainer.predict(dataset);
    return Number(metrics.test_loss);
  };
  expect(await train(dataset)).toBeLessThan(0.4);
  expect(await train(dataset.toIterableDataset())).toBeLessThan(0.4);
}, 120_000);
