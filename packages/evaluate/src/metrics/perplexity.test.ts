import { expect, test } from "vitest";
import { EmptyInputError, InputError } from "../errors.ts";
import { Metric } from "../metric.ts";
import { perplexity } from "./perplexity.ts";

test("is the size of the vocabulary for a model that knows nothing", () => {
  const size = 50257;
  const labels = [1, 2, 3, -100];
  const found = perplexity({ predictions: [labels.map(() => -Math.log(size))], references: [labels] });
  expect(found.perplexity).toBeCloseTo(size, 6);
  expect(found.num_tokens).toBe(3);
});

test("is the inverse of the geometric mean of the probabilities", () => {
  const probabilities = [0.5, 0.1, 0.9, 0.25];
  const found = perplexity({ predictions: [probabilities.map(Math.log)], references: [[5, 6, 7, 8]] });
  expect(found.perplexity).toBeCloseTo((0.5 * 0.1 * 0.9 * 0.25) ** (-1 / 4), 12);
});

test("does not depend on how the tokens are batched", () => {
  const logProbs = Array.from({ length: 30 }, (_, i) => -((i * 7) % 11) / 3);
  const whole = perplexity({ predictions: [logProbs], references: [logProbs.map((_, i) => i)] });
  const metric = new Metric(perplexity);
  for (const [start, end] of [
    [0, 3],
    [3, 20],
    [20, 30],
  ] as const) {
    const part = logProbs.slice(start, end);
    const loss = -part.reduce((sum, value) => sum + value, 0) / part.length;
    metric.add({ prediction: loss, reference: part.length });
  }
  const found = metric.compute();
  expect(found.perplexity).toBeCloseTo(whole.perplexity, 12);
  expect(found.num_tokens).toBe(30);
});

test("leaves out what is labelled -100, be it impossible, and batches without tokens", () => {
  const labels = BigInt64Array.of(-100n, 4n, -100n);
  const logProbs = Float32Array.of(Number.NEGATIVE_INFINITY, Math.log(0.5), -3);
  const found = perplexity({ predictions: [logProbs, Number.POSITIVE_INFINITY], references: [labels, 0] });
  expect(found.perplexity).toBeCloseTo(2, 6);
});

test("refuses what is no loss, by its place", () => {
  const from = (prediction: unknown, reference: unknown) => () =>
    perplexity({ predictions: [1, prediction as number], references: [1, reference as number] });
  expect(from(-1, 2)).toThrow(
    new InputError("predictions", 1, "a loss, 0 or more, or a list of log-probabilities", -1),
  );
  expect(from(Number.NaN, 2)).toThrow("predictions[1]");
  expect(from([-1, 0.2], [1, 2])).toThrow("predictions[1][1], expected a log-probability, 0 or less: 0.2");
  expect(from([-1], [1, 2])).toThrow("references[1], expected 1 labels, one for each log-probability");
  expect(from([-1], 1)).toThrow(InputError);
  expect(from(1, [1])).toThrow("references[1], expected how many tokens the loss is of");
  expect(from(1, 0.5)).toThrow(InputError);
  expect(from([-1], [0.5])).toThrow("references[1][0]");
  expect(() => perplexity({ predictions: [[-1]], references: [[-100]] })).toThrow(EmptyInputError);
});
