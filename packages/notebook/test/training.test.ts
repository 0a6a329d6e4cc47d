// What a training hands over is what this package shows.

import { learningCurves, reportProgress } from "@llm-course/training";
import { expect, test } from "vitest";
import { display } from "../src/display.ts";
import { toMimeBundle } from "../src/mime-bundle.ts";
import { plot } from "../src/plot.ts";
import { TestKernel } from "./test-kernel.ts";

test("plots learning curves", async () => {
  const curves = learningCurves([
    { loss: 0.9, epoch: 1, step: 10 },
    { eval_loss: 0.8, eval_accuracy: 0.5, epoch: 1, step: 10 },
    { loss: 0.5, epoch: 2, step: 20 },
    { eval_loss: 0.7, eval_accuracy: 0.75, epoch: 2, step: 20 },
  ]);
  const bundle = await toMimeBundle(plot(curves));
  expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({ data: curves.data });
  expect(bundle["image/svg+xml"]).toContain(">accuracy<");
  expect(bundle["text/plain"]).toContain("validation accuracy from 0.5 to 0.75");
});

test("shows the progress of a training in one output", async () => {
  using kernel = new TestKernel();
  const callback = reportProgress({ display });
  type Begin = Parameters<NonNullable<typeof callback.onTrainBegin>>;
  // The progress reads neither arguments nor control while training goes on.
  const [args, control] = [{}, {}] as [Begin[0], Begin[2]];
  const state = { globalStep: 0, maxSteps: 8, epoch: 0, numTrainEpochs: 1, logHistory: [] };
  const at = (globalStep: number) => ({ ...state, globalStep }) as unknown as Begin[1];
  await callback.onTrainBegin?.(args, at(0), control, {});
  await callback.onTrainEnd?.(args, at(8), control, {});
  expect(kernel.texts).toEqual([
    "Training: 0/8 steps (0 %), epoch 0/1",
    expect.stringMatching(/^Training: 8\/8 steps, epoch 0\/1, /),
  ]);
  const places = kernel.displayed.map(({ options }) => options);
  expect(places[1]?.displayId).toBe(places[0]?.displayId);
  expect(places).toMatchObject(places.map(() => ({ metadata: { course: { volatile: true } } })));
});
