import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { lexer } from "marked";
import { describe, expect, it } from "vitest";
import { HubServer } from "../../../test/hub-server.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { tinyClassifier } from "../../../test/tiny-classifier.ts";
import { CardValueError } from "../errors.ts";
import { parseCard } from "../parse-card.ts";
import { validateCard } from "../validate-card.ts";
import { modelCardFromTraining } from "./model-card-from-training.ts";
import type { TrainingSummary } from "./training-summary.ts";

// As a trainer logs it.
const logHistory: Record<string, number>[] = [
  { loss: 0.61234567, grad_norm: 1.5, learning_rate: 4e-5, epoch: 0.5, step: 5 },
  { eval_loss: 0.5, eval_accuracy: 0.75, eval_runtime: 1.2, eval_samples_per_second: 80, epoch: 1, step: 10 },
  { loss: 0.4, grad_norm: 1.1, learning_rate: 2e-5, epoch: 1.5, step: 15 },
  { eval_loss: 0.45, eval_accuracy: 0.8125, eval_runtime: 1.1, eval_steps_per_second: 9, epoch: 2, step: 20 },
  { train_runtime: 9, train_samples_per_second: 20, train_loss: 0.5, epoch: 2, step: 20 },
];

const summary: TrainingSummary = {
  modelName: "mood",
  modelId: "ada/mood",
  task: "text-classification",
  baseModel: "distilbert/distilbert-base-uncased",
  language: "en",
  license: "apache-2.0",
  datasets: [{ name: "Feelings", id: "ada/feelings", split: "test" }],
  args: {
    ...{ learningRate: 5e-5, perDeviceTrainBatchSize: 8, perDeviceEvalBatchSize: 16, seed: 42 },
    ...{ gradientAccumulationSteps: 2, optim: "adamw_torch", adamBeta1: 0.9, adamBeta2: 0.999 },
    ...{ adamEpsilon: 1e-8, weightDecay: 0.01, lrSchedulerType: "linear", warmupSteps: 0, warmupRatio: 0.1 },
    ...{ numTrainEpochs: 2, maxGradNorm: 1, labelSmoothingFactor: 0, fp16: false, outputDir: "out" },
  },
  state: { logHistory },
  frameworkVersions: { "Transformers.js": "4.3.1" },
};

/** The rows of the first table under a heading, and the items of the first list. */
function section(
  card: string,
  title: string,
): { rows: string[][]; items: string[]; code: string; text: string } {
  const tokens = lexer(parseCard(card).body);
  const start = tokens.findIndex((token) => token.type === "heading" && token.text === title);
  const end = tokens.findIndex((token, i) => i > start && token.type === "heading");
  const inside = tokens.slice(start + 1, end < 0 ? undefined : end);
  const table = inside.find((token) => token.type === "table");
  const list = inside.find((token) => token.type === "list");
  return {
    rows:
      table?.type === "table"
        ? [table.header, ...table.rows].map((row) => row.map(({ text }: { text: string }) => text))
        : [],
    items: list?.type === "list" ? list.items.map(({ text }: { text: string }) => text) : [],
    code: inside.find((token) => token.type === "code")?.raw.replaceAll(/^```.*$/gm, "") ?? "",
    text: inside.map(({ raw }) => raw).join(""),
  };
}

describe("modelCardFromTraining", () => {
  const card = modelCardFromTraining(summary);

  it("has metadata that the Hub takes", () => {
    expect(validateCard(card, "model")).toEqual({ errors: [], warnings: [] });
    expect(parseCard(card).data).toEqual({
      language: "en",
      license: "apache-2.0",
      library_name: "transformers.js",
      pipeline_tag: "text-classification",
      base_model: "distilbert/distilbert-base-uncased",
      base_model_relation: "finetune",
      tags: ["generated_from_trainer"],
      datasets: ["ada/feelings"],
      metrics: ["accuracy"],
      "model-index": [
        {
          name: "mood",
          results: [
            {
              task: { type: "text-classification", name: "Text Classification" },
              dataset: { type: "ada/feelings", name: "Feelings", split: "test" },
              metrics: [
                { type: "loss", name: "Loss", value: 0.45 },
                { type: "accuracy", name: "Accuracy", value: 0.8125 },
              ],
            },
          ],
        },
      ],
    });
  });

  it("has a row per evaluation, with the loss logged before it", () => {
    expect(section(card, "Results").rows).toEqual([
      ["Training Loss", "Epoch", "Step", "Validation Loss", "Accuracy"],
      ["0.6123", "1", "10", "0.5000", "0.7500"],
      ["0.4000", "2", "20", "0.4500", "0.8125"],
    ]);
  });

  it("names hyperparameters as transformers does", () => {
    expect(section(card, "Hyperparameters").items).toEqual([
      "learning_rate: 0.00005",
      "train_batch_size: 8",
      "eval_batch_size: 16",
      "seed: 42",
      "gradient_accumulation_steps: 2",
      "total_train_batch_size: 16",
      "optimizer: adamw_torch, betas (0.9, 0.999), epsilon 1e-8",
      "weight_decay: 0.01",
      "max_grad_norm: 1",
      "lr_scheduler_type: linear",
      "lr_scheduler_warmup_ratio: 0.1",
      "num_epochs: 2",
    ]);
    expect(section(card, "Framework versions").items).toEqual(["Transformers.js: 4.3.1"]);
    const several = modelCardFromTraining({
      ...summary,
      numProcesses: 4,
      args: { perDeviceTrainBatchSize: 8, maxSteps: 7, bf16: true },
    });
    expect(section(several, "Hyperparameters").items).toEqual([
      "train_batch_size: 8",
      "num_devices: 4",
      "total_train_batch_size: 32",
      "training_steps: 7",
      "mixed_precision_training: bf16",
    ]);
  });

  it("tells the results of the weights that the model has", () => {
    const accuracy = (changes: Partial<TrainingSummary>) =>
      section(modelCardFromTraining({ ...summary, ...changes }), "mood").items.at(-1);
    expect(accuracy({})).toBe("Accuracy: 0.8125");
    const state = { logHistory, bestGlobalStep: 10 };
    expect(accuracy({ state, args: { loadBestModelAtEnd: true } })).toBe("Accuracy: 0.7500");
    expect(accuracy({ state, args: { loadBestModelAtEnd: false } })).toBe("Accuracy: 0.8125");
    expect(accuracy({ metrics: { eval_accuracy: 0.9, eval_runtime: 3, epoch: 2 } })).toBe("Accuracy: 0.9000");
  });

  it("marks what only a person can say, and takes it where it is said", () => {
    for (const title of ["Intended use", "Limitations", "Data"])
      expect(section(card, title).text).toContain("**To be written.**");
    const said = modelCardFromTraining({
      ...summary,
      intendedUse: "Toys.",
      limitations: "Irony.",
      trainingData: "Mine.",
      description: "A mood.",
    });
    expect(said).not.toContain("To be written");
    expect(section(said, "Limitations").text.trim()).toBe("Irony.");
  });

  it("is whole without anything but a name", () => {
    const bare = modelCardFromTraining({ modelName: "mood" });
    expect(validateCard(bare, "model")).toEqual({ errors: [], warnings: [] });
    expect(bare).not.toMatch(/undefined|NaN|null/);
    expect(parseCard(bare).data).not.toHaveProperty("model-index");
  });

  it("has no model-index of several datasets, of which none is measured alone", () => {
    const two = modelCardFromTraining({ ...summary, datasets: [{ name: "A" }, { name: "B" }] });
    expect(parseCard(two).data).not.toHaveProperty("model-index");
    expect(two).toContain("on A and B");
  });

  it("says which part of the data has another shape", () => {
    const wrong = () =>
      modelCardFromTraining({ ...summary, state: { logHistory: [{ loss: "low" }] } } as never);
    expect(wrong).toThrow(CardValueError);
    expect(wrong).toThrow(/^state\.logHistory\[0\]\.loss: .*"low"$/);
  });

  it("has an example that runs, as it is, in transformers.js", async () => {
    await using hub = await HubServer.start();
    await using folder = await temporaryFolder();
    const config = {
      model_type: "bert",
      architectures: ["BertForSequenceClassification"],
      id2label: { 0: "SAD", 1: "HAPPY" },
    };
    hub.commit("ada/mood", await tinyClassifier(config));
    const { code } = section(
      modelCardFromTraining({ ...summary, exampleInputs: ["we are happy"] }),
      "How to use it",
    );
    // Only where it looks for the Hub differs from what a reader of the card runs.
    const settings = `import { env } from "@huggingface/transformers";\nenv.remoteHost = ${JSON.stringify(`${hub.endpoint}/`)};\nenv.cacheDir = ${JSON.stringify(folder.path)};\n`;
    const program = join(import.meta.dirname, `example-${process.pid}.test.mjs`);
    await using _ = { [Symbol.asyncDispose]: () => rm(program, { force: true }) };
    await writeFile(program, settings + code);
    const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: folder.path });
    expect(stdout).toMatch(/label: 'HAPPY', score: 0\.9/);
  });
});
