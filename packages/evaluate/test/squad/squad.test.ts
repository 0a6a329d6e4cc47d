// Answers' scores against those of SQuAD's official scripts, recorded by record.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { squad, squadV2 } from "../../src/index.ts";
import { normalizeAnswer } from "../../src/text/normalize-answer.ts";

const rows = z.array(
  z.object({ id: z.string(), right: z.array(z.string()), answer: z.string(), probability: z.number() }),
);
const scores = z.record(z.string(), z.number());
const fixture = z.object({
  normalized: z.array(z.object({ text: z.string(), normalized: z.string() })).min(100),
  v1: z.array(z.object({ rows, scores })).min(3),
  v2: z.array(z.object({ rows, threshold: z.number(), scores })).min(8),
});
const recorded = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "answers.json"), "utf8")),
);

const near = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, 10)]));
const references = (given: z.infer<typeof rows>) =>
  given.map(({ id, right }) => ({ id, answers: { text: right, answer_start: right.map(() => 0) } }));

test("normalizes answers", () => {
  for (const { text, normalized } of recorded.normalized)
    expect(normalizeAnswer(text).join(" ")).toBe(normalized);
});

test.each(recorded.v1)("SQuAD 1.1, $rows.length questions", ({ rows, scores }) => {
  const predictions = rows.map(({ id, answer }) => ({ id, prediction_text: answer }));
  expect(squad({ predictions, references: references(rows) })).toEqual(near(scores));
});

test.each(recorded.v2)("SQuAD 2.0, $rows.length questions, at $threshold", ({ rows, threshold, scores }) => {
  const predictions = rows.map(({ id, answer, probability }) => ({
    id,
    prediction_text: answer,
    no_answer_probability: probability,
  }));
  const found = squadV2({ predictions, references: references(rows) }, { noAnswerThreshold: threshold });
  expect(found).toEqual(near(scores));
});
