// Correlations, distributions and intervals against scipy's, recorded by record.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { interval, intervalMethods } from "../../src/bootstrap/interval.ts";
import { glue, pearsonr, spearmanr } from "../../src/index.ts";
import { incompleteBeta } from "../../src/statistics/incomplete-beta.ts";
import { normalCdf, normalQuantile } from "../../src/statistics/normal.ts";

const numbers = z.array(z.number());
const fixture = z.object({
  correlations: z
    .array(
      z.object({
        name: z.string(),
        references: numbers,
        predictions: numbers,
        pearsonr: z.number(),
        pearsonPvalue: z.number(),
        spearmanr: z.number(),
        spearmanPvalue: z.number().nullable(),
      }),
    )
    .min(15),
  beta: z.array(z.object({ x: z.number(), a: z.number(), b: z.number(), value: z.number() })).min(40),
  cdf: z.array(z.object({ z: z.number(), value: z.number() })).min(14),
  quantile: z.array(z.object({ p: z.number(), value: z.number() })).min(7),
  bootstraps: z
    .array(
      z.object({
        name: z.string(),
        method: z.enum(intervalMethods),
        confidence: z.number(),
        value: z.number(),
        resamples: numbers,
        jackknife: numbers,
        low: z.number(),
        high: z.number(),
      }),
    )
    .min(24),
});
const recorded = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "statistics.json"), "utf8")),
);

/** To ten digits, and of what is as good as nothing, to 14 decimals. */
function expectNear(found: number, value: number): void {
  expect(Math.abs(found - value), `${found} for ${value}`).toBeLessThan(1e-10 * Math.abs(value) + 1e-14);
}

describe.each(recorded.correlations)("correlations: $name", (pair) => {
  const input = { references: pair.references, predictions: pair.predictions };

  test("Pearson's", () => {
    const { pearsonr: r, "p-value": pValue } = pearsonr(input, { returnPvalue: true });
    expectNear(r, pair.pearsonr);
    expectNear(pValue as number, pair.pearsonPvalue);
  });

  test("Spearman's", () => {
    const { spearmanr: r, spearmanr_pvalue: pValue } = spearmanr(input, { returnPvalue: true });
    expectNear(r, pair.spearmanr);
    expectNear(pValue as number, pair.spearmanPvalue ?? 1);
  });

  test("both, for GLUE", () => {
    const { pearson, spearmanr } = glue.stsb(input);
    expectNear(pearson, pair.pearsonr);
    expectNear(spearmanr, pair.spearmanr);
  });
});

test.each(recorded.beta)("the incomplete beta function at $x for $a and $b", ({ x, a, b, value }) => {
  expect(incompleteBeta(x, a, b) / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 10);
});

test.each(recorded.cdf)("the normal distribution at $z", ({ z, value }) => {
  expect(normalCdf(z) / value).toBeCloseTo(1, 12);
});

test.each(recorded.quantile)("the normal quantile of $p", ({ p, value }) => {
  expectNear(normalQuantile(p), value);
});

test.each(recorded.bootstraps)("the $method interval of the $name at $confidence", (bootstrap) => {
  const { method, value, resamples, confidence, jackknife } = bootstrap;
  const [low, high] = interval(method, value, resamples, confidence, jackknife);
  expectNear(low, bootstrap.low);
  expectNear(high, bootstrap.high);
});
