import { spawnSync } from "node:child_process";
import { access, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { TrainerCallback } from "./callback.ts";
import { listCheckpoints } from "./checkpoint-folders.ts";
import { ResumeError, TrainingInterruptedError } from "./errors.ts";
import type { Orders } from "./interrupted-training-main.fixture.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-arguments.ts";

const program = join(import.meta.dirname, "interrupted-training-main.fixture.ts");
const launcher = join(import.meta.dirname, "../accelerate/main.ts");
const curve = z.array(z.record(z.string(), z.number()));

let root: string;
/** What is logged where nothing interrupts. */
let whole: z.infer<typeof curve>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "resume-"));
  whole = await finished("whole");
}, 60_000);
afterAll(() => rm(root, { recursive: true }));

/** @param launch such as ["--num-processes", "2"]. Default: without a launch */
function train(name: string, orders: Partial<Orders> = {}, launch: readonly string[] = []) {
  const outputDir = join(root, name);
  const given = JSON.stringify({ outputDir, report: join(root, `${name}.json`), ...orders } satisfies Orders);
  const argv = launch.length > 0 ? [launcher, "launch", ...launch, program] : [program];
  return spawnSync(process.execPath, [...argv, given], { encoding: "utf8" });
}

/** Trains to the end; what is logged, without times. */
async function finished(name: string, orders: Partial<Orders> = {}, launch: readonly string[] = []) {
  const { status, stderr } = train(name, orders, launch);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const logs = curve.parse(JSON.parse(await readFile(join(root, `${name}.json`), "utf8")));
  return logs.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !/runtime|second/.test(key))),
  );
}

const names = async (folder: string) => (await readdir(join(root, folder))).sort();

describe("a process that is killed", () => {
  test("in the middle of training goes on with the same curve", async () => {
    expect(train("killed", { killAt: 8 }).signal).toBe("SIGKILL");
    expect(await names("killed")).toEqual(["checkpoint-3", "checkpoint-6"]);
    expect(await finished("killed", { resume: true })).toEqual(whole);
    expect(await names("killed")).toEqual(await names("whole"));
  }, 60_000);

  test("in the middle of saving goes on from the checkpoint before, and leaves no rest", async () => {
    expect(train("saving", { killSaving: 6 }).signal).toBe("SIGKILL");
    const [last, rest, ...more] = await names("saving");
    expect([last, more]).toEqual(["checkpoint-3", []]);
    expect(rest).toMatch(/^checkpoint-6\..*\.tmp$/);
    expect(await finished("saving", { resume: true })).toEqual(whole);
    expect(await names("saving")).toEqual(await names("whole"));
  }, 60_000);
});

test.skipIf(process.platform === "win32")(
  "Ctrl-C saves after the step and ends as Ctrl-C does (skipped on Windows: signals cannot be sent)",
  async () => {
    const { signal, stderr } = train("interrupted", { killAt: 4, signal: "SIGINT" });
    expect(stderr).toBe("");
    expect(signal).toBe("SIGINT");
    expect(await names("interrupted")).toEqual(["checkpoint-3", "checkpoint-4"]);
    expect(await finished("interrupted", { resume: true })).toEqual(whole);
  },
  60_000,
);

test.skipIf(process.platform === "win32")(
  "Ctrl-C of a launch saves once, after a step that all have taken (skipped on Windows: signals cannot be sent)",
  async () => {
    const launch = ["--num-processes", "2"];
    const inTwo = await finished("two", {}, launch);
    const { status, stderr } = train("launched", { killAt: 4, signal: "SIGINT" }, launch);
    expect(stderr).toBe("");
    expect(status).toBe(130);
    expect(await names("launched")).toEqual(["checkpoint-3", "checkpoint-4"]);
    await access(join(root, "launched.json"));
    expect(await finished("launched", { resume: true }, launch)).toEqual(inTwo);
    expect(await names("launched")).toEqual(await names("two"));
  },
  60_000,
);

describe("a checkpoint", () => {
  const trainer = (
    name: string,
    args: TrainingOptions = {},
    callbacks: TrainerCallback[] = [],
    settings = {},
  ) =>
    new Trainer({
      model: tinyModel(settings),
      evalDataset: tinyExamples(6, 30),
      callbacks,
      args: {
        outputDir: join(root, name),
        maxSteps: 9,
        perDeviceTrainBatchSize: 4,
        learningRate: 5e-3,
        ...args,
      },
      trainDataset: tinyExamples(30),
      processingClass: tokenizer,
    });
  const resume = async (each: Trainer, from: string | true = true) => {
    await using closed = each;
    return await closed.train({ resumeFromCheckpoint: from });
  };

  test("made when interrupted is evaluated after, where that was due", async () => {
    const evaluations = async (folder: string) => {
      const stop = new AbortController();
      const made = (signal?: AbortSignal, resumeFromCheckpoint = false) => {
        const each = trainer(folder, { maxSteps: 4, evalStrategy: "steps", evalSteps: 2, saveSteps: 2 }, [
          {
            onStepEnd: (_args, { globalStep }) => {
              if (globalStep === 2) stop.abort();
            },
          },
        ]);
        return { each, done: each.train({ resumeFromCheckpoint, ...(signal && { signal }) }) };
      };
      const { each, done } = made(stop.signal);
      await expect(done).rejects.toThrow(new TrainingInterruptedError(join(root, folder, "checkpoint-2")));
      expect(each.state.logHistory).toEqual([]);
      await each.close();
      const second = made(undefined, true);
      await second.done;
      await second.each.close();
      return second.each.state.logHistory.flatMap(({ eval_loss, step }) =>
        eval_loss === undefined ? [] : step,
      );
    };
    expect(await evaluations("aborted")).toEqual([2, 4]);
  }, 60_000);

  test("has the files of Hugging Face's trainer", async () => {
    const folder = (await listCheckpoints(join(root, "whole"))).at(-1) ?? "";
    expect((await readdir(folder)).sort()).toEqual([
      ...[
        "config.json",
        "model.safetensors",
        "optimizer.safetensors",
        "scheduler.json",
        "trainer_state.json",
      ],
      "training_progress.json",
    ]);
    const state = JSON.parse(await readFile(join(folder, "trainer_state.json"), "utf8"));
    expect(state).toMatchObject({ global_step: 9, max_steps: 9, save_steps: 3, train_batch_size: 4 });
    expect(state.log_history[0]).toEqual(whole[0]);
  });

  test("that is not there, is broken, or is of another training or model is refused and stays", async () => {
    await expect(resume(trainer("nowhere"))).rejects.toThrow(
      "no checkpoint to resume from, leave resumeFromCheckpoint out for the first run",
    );
    await expect(resume(trainer("whole", { seed: 1 }))).rejects.toThrow(
      "seed (expected 42, given 1), dataSeed (expected 42, given 1), gradientAccumulationSteps (expected 2, given 1)",
    );
    const other = trainer("whole", { gradientAccumulationSteps: 2, lrSchedulerType: "cosine" }, [], {
      hidden_dim: 20,
    });
    await expect(resume(other)).rejects.toThrow(
      "checkpoint of another model, give the one it was made from: distilbert.transformer.layer.0.ffn.lin1.weight (expected [20,8], given [12,8])",
    );
    const folder = (await listCheckpoints(join(root, "whole"))).at(-1) ?? "";
    const path = join(folder, "training_progress.json");
    const content = await readFile(path);
    await writeFile(path, content.subarray(0, 20));
    const broken = resume(trainer("whole"), folder);
    await expect(broken).rejects.toThrow(ResumeError);
    await expect(broken).rejects.toThrow(/^checkpoint cannot be resumed from, .*JSON/);
  }, 60_000);
});
