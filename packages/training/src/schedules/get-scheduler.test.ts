import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { SchedulerError } from "./errors.ts";
import { getScheduler, type SchedulerName, schedulerNames } from "./get-scheduler.ts";

// What PyTorch's LambdaLR gives: see schedules.py.
const fixture = join(import.meta.dirname, "..", "..", "test", "pytorch", "fixtures", "schedules.json");
const recorded = z
  .object({
    training: z.number(),
    rate: z.number(),
    cases: z.array(
      z.object({
        name: z.enum(schedulerNames),
        settings: z.record(z.string(), z.number()),
        warmup: z.number(),
        rates: z.array(z.number()),
      }),
    ),
  })
  .parse(JSON.parse(await readFile(fixture, "utf8")));

test.each(recorded.cases)(
  "$name with $settings after a warmup of $warmup",
  ({ name, settings, warmup, rates }) => {
    const optimizer = { groups: [{ learningRate: recorded.rate }, { learningRate: recorded.rate / 2 }] };
    const options = { ...settings, optimizer, numWarmupSteps: warmup, numTrainingSteps: recorded.training };
    const scheduler = getScheduler(name, options);
    for (const [step, rate] of rates.entries()) {
      expect(optimizer.groups[0]?.learningRate, `step ${step}`).toBeCloseTo(rate, 12);
      // The end of a polynomial is a rate of its own, not a share.
      if (name !== "polynomial") expect(optimizer.groups[1]?.learningRate).toBeCloseTo(rate / 2, 12);
      scheduler.step();
    }
  },
);

test("every schedule is recorded", () => {
  expect(new Set(recorded.cases.map(({ name }) => name))).toEqual(new Set(schedulerNames));
});

test("a state goes on where it was, and only with the same learning rates", () => {
  const make = (learningRate: number) =>
    getScheduler("linear", { optimizer: { groups: [{ learningRate }] }, numTrainingSteps: 10 });
  const first = make(1);
  first.step();
  const second = make(1);
  second.loadStateDict(first.stateDict());
  expect(second.lastLearningRates()).toEqual([0.9]);
  expect(() => make(2).loadStateDict(first.stateDict())).toThrow(
    new SchedulerError("the state is of other learning rates, expected 2: 1"),
  );
});

test("what makes no schedule is refused", () => {
  const optimizer = { groups: [{ learningRate: 1 }] };
  expect(() => getScheduler("step" as SchedulerName, { optimizer, numTrainingSteps: 1 })).toThrow(
    "unknown schedule, expected one of linear, cosine",
  );
  expect(() => getScheduler("linear", { optimizer, numWarmupSteps: 5, numTrainingSteps: 4 })).toThrow(
    "5 > 4",
  );
  expect(() => getScheduler("linear", { optimizer: { groups: [{}] }, numTrainingSteps: 4 })).toThrow(
    "missing in group: 0",
  );
});
