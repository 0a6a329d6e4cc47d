import { uniform } from "@llm-course/models/corpora";
import { expect, test } from "vitest";
import { logisticRegression } from "./logistic-regression.ts";

const random = uniform(0);
const rows = Array.from({ length: 40 }, () => Array.from({ length: 5 }, () => 4 * random() - 1));
const labels = rows.map(([a = 0, b = 0]) => Number(a - b + 2 * (random() - 0.5) > 0));

test("no other plane near it has a smaller loss", () => {
  const penalty = 0.7;
  const logit = logisticRegression(rows, labels, { penalty, iterations: 4000 });
  const mean = [0, 1, 2, 3, 4].map((i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  const square = rows.reduce(
    (sum, row) => sum + row.reduce((s, value, i) => s + (value - (mean[i] ?? 0)) ** 2, 0),
    0,
  );
  const scale = Math.sqrt(square / rows.length);
  const scaled = rows.map((row) => row.map((value, i) => (value - (mean[i] ?? 0)) / scale));
  const loss = (weights: readonly number[], bias: number) =>
    scaled.reduce((sum, row, i) => {
      const z = row.reduce((s, value, j) => s + value * (weights[j] ?? 0), bias);
      return sum + Math.log(1 + Math.exp(labels[i] ? -z : z));
    }, 0) +
    (penalty / 2) * weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const bias = logit(mean);
  const weights = mean.map((_, i) => logit(mean.map((value, j) => value + (i === j ? scale : 0))) - bias);
  const best = loss(weights, bias);
  for (let i = 0; i < 5; i++)
    for (const by of [-0.01, 0.01]) {
      expect(loss(weights.with(i, (weights[i] ?? 0) + by), bias)).toBeGreaterThan(best);
      expect(loss(weights, bias + by)).toBeGreaterThan(best);
    }
});
