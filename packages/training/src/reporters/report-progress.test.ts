import { Writable } from "node:stream";
import { WriteStream } from "node:tty";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TrainerCallback } from "../trainer/callback.ts";
import { newTrainerState } from "../trainer/trainer-state.ts";
import type { TrainingArguments } from "../trainer/training-arguments.ts";
import { control } from "./callback-inputs.fixture.ts";
import { reportProgress } from "./report-progress.ts";

class Screen extends Writable {
  text = "";
  readonly isTTY: boolean;
  columns = 70;
  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }
  /** As a terminal's, from the environment. */
  getColorDepth(): number {
    return WriteStream.prototype.getColorDepth();
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What Node looks at before TERM. */
const decidesOnColours = [
  "NO_COLOR",
  "FORCE_COLOR",
  "NODE_DISABLE_COLORS",
  "CI",
  "TF_BUILD",
  "TEAMCITY_VERSION",
];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  for (const name of decidesOnColours) vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm-256color");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const args = {} as TrainingArguments;
const at = (globalStep: number) => ({
  ...newTrainerState(),
  globalStep,
  maxSteps: 20,
  epoch: globalStep / 10,
  numTrainEpochs: 2,
});
const eval1 = { eval_loss: 0.61234567, eval_accuracy: 0.75, eval_runtime: 1.25, epoch: 1 };

/** Two steps a second, a log at 5, an evaluation of two batches at 10. */
async function train(callback: TrainerCallback, until = 20): Promise<void> {
  await callback.onTrainBegin?.(args, at(0), control, {});
  for (let step = 1; step <= until; step++) {
    vi.advanceTimersByTime(500);
    await callback.onStepEnd?.(args, at(step), control, {});
    if (step === 5)
      await callback.onLog?.(args, at(step), control, {
        logs: { loss: 0.7, learning_rate: 0.0000375 },
      });
    if (step !== 10) continue;
    for (const batches of [1, 2])
      await callback.onPredictionStep?.(args, at(step), control, { progress: { batches, total: 2 } });
    await callback.onLog?.(args, at(step), control, { logs: eval1 });
    await callback.onEvaluate?.(args, at(step), control, { metrics: eval1 });
  }
  await callback.onTrainEnd?.(args, at(until), control, {});
}

describe("through a pipe", () => {
  test("writes a line for each log and one at the end", async () => {
    const screen = new Screen(false);
    await train(reportProgress({ stream: screen }));
    expect(screen.text.split("\n")).toEqual([
      "step 5: loss 0.7, learning_rate 0.0000375",
      "step 10: eval_loss 0.6123, eval_accuracy 0.75, eval_runtime 1.25, epoch 1",
      "Training: 20/20 steps, epoch 2/2, loss 0.7, 10 s (2.0 steps/s)",
      "",
    ]);
  });

  test("says where a training was stopped", async () => {
    const screen = new Screen(false);
    await train(reportProgress({ stream: screen }), 4);
    expect(screen.text).toBe("Training: stopped at 4/20 steps after 2.0 s\n");
  });

  test("takes an early stop for an end", async () => {
    const screen = new Screen(false);
    const callback = reportProgress({ stream: screen });
    await callback.onTrainBegin?.(args, at(0), control, {});
    await callback.onTrainEnd?.(args, at(4), { ...control, shouldTrainingStop: true }, {});
    expect(screen.text).toBe("Training: 4/20 steps, epoch 0.4/2, 0.0 s\n");
  });

  test("writes one line of an evaluation by itself", async () => {
    const screen = new Screen(false);
    const callback = reportProgress({ stream: screen });
    await callback.onPredictionStep?.(args, at(0), control, { progress: { batches: 1, total: undefined } });
    await callback.onLog?.(args, at(0), control, { logs: eval1 });
    await callback.onEvaluate?.(args, at(0), control, { metrics: eval1 });
    expect(screen.text).toBe("Evaluating: 1 batches\n");
  });
});

describe("in a terminal", () => {
  const esc = "\u001b";

  test("draws one line that fits, and keeps what evaluations gave", async () => {
    vi.stubEnv("NO_COLOR", "1");
    const screen = new Screen(true);
    await train(reportProgress({ stream: screen }));
    const drawn = screen.text.split(`\r${esc}[K`);
    expect(drawn[1]).toBe("Training: 0/20 steps (0 %), epoch 0/2");
    expect(drawn[2]).toBe("Training: 1/20 steps (5 %), epoch 0.1/2, 2.0 steps/s, 9.5 s left");
    expect(drawn[7]).toBe(
      "Training: 6/20 steps (30 %), epoch 0.6/2, loss 0.7, learning rate 0.00003".slice(0, 69),
    );
    expect(drawn.filter((text) => text.includes("\n"))).toEqual([
      expect.stringMatching(/^step 10: eval_loss 0.6123, .*\nTraining: 10\/20 steps/),
      "Training: 20/20 steps, epoch 2/2, loss 0.7, 10 s (2.0 steps/s)\n",
    ]);
    expect(screen.text.split(`\r${esc}[K`).join("")).not.toContain(esc);
  });

  test("takes a terminal of unknown width for one of 80 columns", async () => {
    const screen = Object.assign(new Screen(true), { columns: 0 });
    await reportProgress({ stream: screen }).onTrainBegin?.(args, at(0), control, {});
    expect(screen.text).toContain("epoch 0/2");
  });

  test("draws at most ten times a second", async () => {
    const screen = new Screen(true);
    const callback = reportProgress({ stream: screen });
    await callback.onTrainBegin?.(args, at(0), control, {});
    for (let i = 0; i < 1000; i++) {
      vi.advanceTimersByTime(1);
      await callback.onStepEnd?.(args, at(1), control, {});
    }
    expect(screen.text.split("\r").length - 1).toBe(11);
  });

  test("has colours unless NO_COLOR is set", async () => {
    const coloured = new Screen(true);
    await reportProgress({ stream: coloured }).onTrainBegin?.(args, at(0), control, {});
    expect(coloured.text).toBe(`\r${esc}[K${esc}[36mTraining:${esc}[39m 0/20 steps (0 %), epoch 0/2`);
  });
});

describe("in a notebook", () => {
  interface View {
    [key: symbol]: () => Record<string, string>;
  }
  const shown = () => {
    const bundles: { update: boolean; volatile?: boolean; bundle: Record<string, string> }[] = [];
    const bundleOf = (view: object) => (view as View)[Symbol.for("Jupyter.display")]?.() ?? {};
    return {
      bundles,
      display: async (view: object, { volatile }: { volatile: boolean }) => {
        bundles.push({ update: false, volatile, bundle: bundleOf(view) });
        return {
          update: async (next: object) => {
            bundles.push({ update: true, bundle: bundleOf(next) });
          },
        };
      },
    };
  };

  test("is one output with a bar and the evaluations", async () => {
    const { bundles, display } = shown();
    await train(reportProgress({ display }));
    expect(bundles.map(({ update }) => update).indexOf(true)).toBe(1);
    expect(bundles.filter(({ update }) => !update)).toMatchObject([{ volatile: true }]);
    const { bundle } = bundles.at(-1) ?? {};
    expect(bundle?.["text/plain"]).toBe(
      "Training: 20/20 steps, epoch 2/2, loss 0.7, 10 s (2.0 steps/s)\n" +
        "step\ttraining loss\tvalidation loss\tvalidation accuracy\n10\t0.7\t0.6123\t0.75",
    );
    expect(bundle?.["text/html"]).toContain('aria-valuenow="100"');
    expect(bundle?.["text/html"]).toContain("<td>10</td><td>0.7</td><td>0.6123</td><td>0.75</td>");
  });

  test("begins a new output for the next training, without the old evaluations", async () => {
    const { bundles, display } = shown();
    const callback = reportProgress({ display });
    await train(callback);
    await train(callback, 2);
    expect(bundles.filter(({ update }) => !update)).toHaveLength(2);
    expect(bundles.at(-1)?.bundle["text/plain"]).toBe("Training: stopped at 2/20 steps after 1.0 s");
  });

  test("shows names of metrics as text", async () => {
    const { bundles, display } = shown();
    const callback = reportProgress({ display });
    await callback.onTrainBegin?.(args, at(0), control, {});
    await callback.onLog?.(args, at(1), control, { logs: { "eval_<b>": 1 } });
    expect(bundles.at(-1)?.bundle["text/html"]).toContain("<th>validation &lt;b&gt;</th>");
  });
});
