import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Metrics } from "../trainer/callback.ts";
import { newTrainerState } from "../trainer/trainer-state.ts";
import type { TrainingArguments } from "../trainer/training-arguments.ts";
import { control } from "./callback-inputs.fixture.ts";
import { JsonLogError } from "./errors.ts";
import { reportToJsonLog } from "./report-to-json-log.ts";

let folder: string;
let args: TrainingArguments;
let path: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 23) });
  folder = await mkdtemp(join(tmpdir(), "json-log-"));
  args = { outputDir: join(folder, "out") } as TrainingArguments;
  path = join(folder, "out", "log.jsonl");
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const at = (globalStep: number) => ({ ...newTrainerState(), globalStep });
const begin = async (reporter: ReturnType<typeof reportToJsonLog>, step: number) =>
  reporter.onTrainBegin?.(args, at(step), control, {});
const log = async (reporter: ReturnType<typeof reportToJsonLog>, step: number, logs: Metrics) =>
  reporter.onLog?.(args, at(step), control, { logs });
const lines = async () =>
  (await readFile(path, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const steps = async () => (await lines()).map(({ run, step }) => [run.slice(-4), step]);

test("writes a line for each log", async () => {
  const reporter = reportToJsonLog();
  await begin(reporter, 0);
  await log(reporter, 10, { loss: 0.5, epoch: 0.1 });
  await log(reporter, 20, { loss: Number.NaN, grad_norm: Number.NEGATIVE_INFINITY });
  const run = "2026-11-23T00-00-00-000Z";
  const time = "2026-11-23T00:00:00.000Z";
  expect(await lines()).toEqual([
    { run, step: 10, time, loss: 0.5, epoch: 0.1 },
    { run, step: 20, time, loss: "NaN", grad_norm: "-Infinity" },
  ]);
  expect((await readFile(path, "utf8")).endsWith("}\n")).toBe(true);
});

test("a resumed training drops the lines after its checkpoint, and those of no other run", async () => {
  const first = reportToJsonLog();
  await begin(first, 0);
  await log(first, 10, { loss: 3 });
  const checkpoint = JSON.parse(JSON.stringify(first.stateDict?.()));
  // Also of the same step: the evaluation at the end of an epoch, say.
  await log(first, 10, { eval_loss: 3 });
  await log(first, 20, { loss: 2 });
  vi.setSystemTime(Date.now() + 1);
  const other = reportToJsonLog();
  await begin(other, 0);
  await log(other, 30, { loss: 9 });
  // Killed in the middle of a line.
  await appendFile(path, '{"run":"2026-11-23T00-00');

  const resumed = reportToJsonLog();
  resumed.loadStateDict?.(checkpoint);
  await begin(resumed, 10);
  expect(await steps()).toEqual([
    ["000Z", 10],
    ["001Z", 30],
  ]);
  await log(resumed, 20, { loss: 2.5 });
  expect((await lines()).at(-1)).toMatchObject({ run: checkpoint.run, step: 20, loss: 2.5 });
  expect(await readdir(join(folder, "out"))).toEqual(["log.jsonl"]);
});

test("a training from the beginning keeps what is there", async () => {
  const reporter = reportToJsonLog();
  await begin(reporter, 0);
  await log(reporter, 10, { loss: 3 });
  vi.setSystemTime(Date.now() + 1);
  await begin(reporter, 0);
  await log(reporter, 10, { loss: 2 });
  expect(await steps()).toEqual([
    ["000Z", 10],
    ["001Z", 10],
  ]);
});

test("an evaluation needs no training", async () => {
  const reporter = reportToJsonLog({ path: join(folder, "evaluations.jsonl") });
  await log(reporter, 0, { eval_loss: 1 });
  path = join(folder, "evaluations.jsonl");
  expect(await lines()).toMatchObject([{ step: 0, eval_loss: 1 }]);
});

test.each([
  ["other text", "# Notes\n", 1],
  ["other JSON", '{"run":"a","step":1,"time":"2026-11-23T00:00:00.000Z"}\n{"name":"x"}\n', 2],
])("leaves a file of %s alone", async (_, content, line) => {
  const reporter = reportToJsonLog({ path: join(folder, "mine.txt") });
  await writeFile(join(folder, "mine.txt"), content);
  await expect(begin(reporter, 0)).rejects.toThrow(JsonLogError);
  await expect(begin(reporter, 0)).rejects.toThrow(`give another path; line ${line} of`);
  expect(await readFile(join(folder, "mine.txt"), "utf8")).toBe(content);
});
