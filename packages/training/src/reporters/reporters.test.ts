// All reporters in a real training that is resumed from its first checkpoint.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tinyExamples, tinyModel, tokenizer } from "../trainer/tiny-task.fixture.ts";
import { Trainer } from "../trainer/trainer.ts";
import type { ExperimentTracker, LogPoint } from "./experiment-tracker.ts";
import { learningCurves } from "./learning-curves.ts";
import { reportProgress } from "./report-progress.ts";
import { reportToJsonLog } from "./report-to-json-log.ts";
import { reportToTensorBoard } from "./report-to-tensor-board.ts";
import { reportToTracker } from "./report-to-tracker.ts";

let outputDir: string;
beforeEach(async () => {
  outputDir = await mkdtemp(join(tmpdir(), "reporters-"));
});
afterEach(() => rm(outputDir, { recursive: true }));

async function train(resumeFromCheckpoint: string | false, tracker: ExperimentTracker) {
  let written = "";
  const stream = new Writable({
    write(chunk, _, done) {
      written += chunk;
      done();
    },
  });
  await using trainer = new Trainer({
    model: tinyModel(),
    args: {
      outputDir,
      maxSteps: 4,
      perDeviceTrainBatchSize: 4,
      ...{ loggingSteps: 1, evalStrategy: "steps", evalSteps: 2, saveSteps: 2 },
    },
    trainDataset: tinyExamples(16),
    evalDataset: tinyExamples(8, 100),
    processingClass: tokenizer,
    callbacks: [
      reportProgress({ stream }),
      reportToTensorBoard(),
      reportToJsonLog(),
      reportToTracker(tracker),
    ],
  });
  await trainer.train({ resumeFromCheckpoint });
  return { history: trainer.state.logHistory, written };
}

test("agree with the trainer's history, before and after resuming", async () => {
  const points: LogPoint[] = [];
  const begun: unknown[] = [];
  const tracker: ExperimentTracker = {
    name: "memory",
    begin: async ({ id, step }) => {
      begun.push([id, step]);
      return id ?? "first run";
    },
    log: async (_, given) => {
      points.push(...given);
    },
    end: async () => {},
  };
  const logged = async () =>
    (await readFile(join(outputDir, "log.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => {
        const { run, time, ...numbers } = JSON.parse(line);
        return numbers;
      });

  const first = await train(false, tracker);
  expect(await logged()).toEqual(first.history);
  expect(points.map(({ step }) => step)).toEqual(first.history.map(({ step }) => step));
  expect(points[0]?.metrics["train/loss"]).toBe(first.history[0]?.loss);

  const second = await train(join(outputDir, "checkpoint-2"), tracker);
  expect(await logged()).toEqual(second.history);
  expect(begun).toEqual([
    [undefined, 0],
    ["first run", 2],
  ]);
  const runs = await readdir(join(outputDir, "runs"));
  expect(runs).toHaveLength(1);
  expect(await readdir(join(outputDir, "runs", runs[0] ?? ""))).toHaveLength(2);

  const lines = first.written.trimEnd().split("\n");
  expect(lines).toHaveLength(first.history.length + 1);
  expect(lines.at(-1)).toMatch(
    /^Training: 4\/4 steps, epoch 1\/1, loss [\d.]+, [\d.]+ s \([\d.]+ steps\/s\)$/,
  );
  const curves = learningCurves(second.history).data.values;
  expect(curves.map(({ split, step }) => `${split} ${step}`)).toEqual([
    ...["training 1", "training 2", "validation 2"],
    ...["training 3", "training 4", "validation 4"],
  ]);
});
