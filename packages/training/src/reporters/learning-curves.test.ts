import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { expect, test, vi } from "vitest";
import type { Metrics } from "../trainer/callback.ts";
import { learningCurves } from "./learning-curves.ts";

// As trainer_state.json has it.
const logHistory: readonly Metrics[] = [
  { loss: 0.9, grad_norm: 2, learning_rate: 5e-5, epoch: 0.5, step: 10 },
  { eval_loss: 0.8, eval_f1: 0.75, eval_runtime: 1.5, eval_samples_per_second: 9, epoch: 1, step: 20 },
  { loss: Number.NaN, epoch: 1, step: 20 },
  { loss: 0.4, epoch: 2, step: 40 },
  { eval_loss: 0.7, eval_f1: 0.85, eval_runtime: 1.5, epoch: 2, step: 40 },
  { train_runtime: 60, train_loss: 0.65, total_flos: 0, epoch: 2, step: 40 },
];

test("has the losses and the metrics of evaluations, and nothing else", () => {
  const { data, description } = learningCurves(logHistory);
  const rows = data.values.map(({ split, metric, step, epoch, value }) => [
    split,
    metric,
    step,
    epoch,
    value,
  ]);
  expect(rows).toEqual([
    ["training", "loss", 10, 0.5, 0.9],
    ["validation", "loss", 20, 1, 0.8],
    ["validation", "f1", 20, 1, 0.75],
    ["training", "loss", 20, 1, null],
    ["training", "loss", 40, 2, 0.4],
    ["validation", "loss", 40, 2, 0.7],
    ["validation", "f1", 40, 2, 0.85],
  ]);
  expect(description).toBe(
    "Learning curves: training loss from 0.9 to 0.4; validation loss from 0.8 to 0.7; validation f1 from 0.75 to 0.85.",
  );
});

test.each([
  ["a history", logHistory, ["loss", "f1"], 7],
  ["nothing", [], ["loss"], 0],
])("Vega-Lite draws %s", async (_, history, titles, points) => {
  const warn = vi.spyOn(console, "warn");
  const { spec } = compile(learningCurves(history) as unknown as TopLevelSpec);
  const view = new vega.View(vega.parse(spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  for (const title of titles) expect(svg).toContain(`>${title}<`);
  // A circle of each point has its numbers as a label; a gap has no circle.
  expect(svg.match(/aria-roledescription="point"/g) ?? []).toHaveLength(Math.max(0, points - 1));
  expect(warn).not.toHaveBeenCalled();
});
