// Scores of tags against seqeval's, recorded by record.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { seqeval } from "../../src/index.ts";
import { schemeNames } from "../../src/tagging/schemes.ts";

const sequences = z.array(z.string().transform((tags) => tags.split(" ")));
const fixture = z.object({
  cases: z
    .array(
      z.object({
        name: z.string(),
        references: sequences,
        predictions: sequences,
        options: z.object({
          mode: z.literal("strict").optional(),
          scheme: z.enum(schemeNames).optional(),
          suffix: z.boolean().optional(),
          zeroDivision: z.union([z.literal(0), z.literal(1)]),
        }),
        scores: z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())])),
      }),
    )
    .min(50),
});
const { cases } = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "tags.json"), "utf8")),
);

const near = (value: number | Record<string, number>): unknown =>
  typeof value === "number"
    ? expect.closeTo(value, 13)
    : Object.fromEntries(Object.entries(value).map(([key, own]) => [key, near(own)]));

test.each(cases)("$name, $options", ({ references, predictions, options, scores }) => {
  const expected = Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, near(value)]));
  expect(seqeval({ references, predictions }, options)).toEqual(expected);
});
