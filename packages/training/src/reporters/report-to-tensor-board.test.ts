// The files, byte by byte, that TensorBoard's own reader has read, and what it found (test/tensorboard/record.py).

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { time, writeEvents } from "../../test/tensorboard/write-events.ts";
import { newTrainerState } from "../trainer/trainer-state.ts";
import type { TrainingArguments } from "../trainer/training-arguments.ts";
import { control } from "./callback-inputs.fixture.ts";
import { reportToTensorBoard } from "./report-to-tensor-board.ts";

const event = z.object({
  step: z.number(),
  what: z.string(),
  values: z.array(z.object({ tag: z.string(), plugin: z.string(), text: z.array(z.string()) })),
});
const fixture = z.object({
  files: z.array(z.object({ bytes: z.base64(), events: z.array(event) })).length(2),
  scalars: z.record(z.string(), z.array(z.tuple([z.number(), z.string()]))),
});
const path = join(import.meta.dirname, "../../test/tensorboard/fixtures/read.json");

let folder: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: time });
  folder = await mkdtemp(join(tmpdir(), "tensor-board-"));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

test("writes files that TensorBoard has read", async () => {
  const { files, scalars } = fixture.parse(JSON.parse(await readFile(path, "utf8")));
  await writeEvents(folder);
  const names = (await readdir(folder)).sort();
  const prefix = `events.out.tfevents.1790000000.${hostname()}.${process.pid}`;
  expect(names).toEqual([`${prefix}.0`, `${prefix}.1`]);
  for (const [i, name] of names.entries())
    expect(await readFile(join(folder, name), "base64")).toBe(files[i]?.bytes);

  // Step 20 was trained twice; of the first time nothing is left. The epoch is in both of its logs.
  expect(scalars).toEqual({
    "train/loss": [
      [10, "0.75"],
      [20, "nan"],
    ],
    "train/learning_rate": [[10, expect.stringMatching(/^(5e-05|4.9999.*e-05)$/)]],
    "train/epoch": [
      [10, "0.5"],
      [20, "1.0"],
      [20, "1.0"],
    ],
    "eval/loss": [[20, "0.5"]],
    "eval/accuracy": [[20, "0.875"]],
    "train/grad_norm": [[20, "inf"]],
  });
  expect(files[0]?.events[2]?.values).toEqual([
    expect.objectContaining({ plugin: "text", text: [expect.stringContaining('"learningRate": 0.00005')] }),
  ]);
});

test("names a folder for each training, and finds it again by the checkpoint", async () => {
  const args = { outputDir: folder } as TrainingArguments;
  const train = async (reporter: ReturnType<typeof reportToTensorBoard>, globalStep: number) => {
    const state = { ...newTrainerState(), globalStep };
    await reporter.onTrainBegin?.(args, state, control, {});
    await reporter.onTrainEnd?.(args, state, control, {});
  };
  const first = reportToTensorBoard();
  await train(first, 0);
  const checkpoint = JSON.parse(JSON.stringify(first.stateDict?.()));
  vi.setSystemTime(time + 1);
  await train(first, 0);
  vi.setSystemTime(time + 2);
  const resumed = reportToTensorBoard();
  resumed.loadStateDict?.(checkpoint);
  await train(resumed, 5);
  await resumed.onLog?.(args, newTrainerState(), control, { logs: { eval_loss: 1 } });

  const runs = join(folder, "runs");
  expect((await readdir(runs)).sort()).toEqual(["2026-09-21T14-13-20-250Z", "2026-09-21T14-13-20-251Z"]);
  // The first training, the resumed one, and the evaluation after it.
  expect(await readdir(join(runs, "2026-09-21T14-13-20-250Z"))).toHaveLength(3);
  expect(() => resumed.loadStateDict?.({ run: "../elsewhere" })).toThrow("expected the name of a run");
});
