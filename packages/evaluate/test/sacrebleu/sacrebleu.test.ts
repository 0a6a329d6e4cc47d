// Scores of texts against sacreBLEU's, recorded by record.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type BleuOptions,
  bleu,
  type ChrfOptions,
  chrf,
  type SacrebleuOptions,
  sacrebleu,
} from "../../src/index.ts";
import { bleuTokenizerNames, bleuTokenizers } from "../../src/text/bleu-tokenizers.ts";
import { trimEnd } from "../../src/text/whitespace.ts";

const texts = z.array(z.string());
const options = z.record(z.string(), z.unknown());
const scores = z.record(z.string(), z.union([z.number(), z.array(z.number())]));
const fixture = z.object({
  texts,
  tokens: z.array(z.object({ name: z.enum(bleuTokenizerNames), tokens: z.array(texts) })).length(5),
  cases: z
    .array(
      z.object({
        name: z.string(),
        predictions: texts,
        references: z.array(texts),
        sacrebleu: z.array(z.object({ options, scores })).min(14),
        chrf: z.array(z.object({ options, score: z.number() })).min(7),
        bleu: z.array(z.object({ options, scores })),
      }),
    )
    .min(11),
});
const recorded = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "scores.json"), "utf8")),
);

const near = (values: z.infer<typeof scores>) => {
  const close = (value: number) => expect.closeTo(value, 10);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? close(value) : value.map(close),
    ]),
  );
};

test.each(recorded.tokens)("$name splits texts alike", ({ name, tokens }) => {
  for (const [i, text] of recorded.texts.entries())
    expect(bleuTokenizers[name](trimEnd(text)), JSON.stringify(text)).toEqual(tokens[i]);
});

describe.each(recorded.cases)("$name", ({ predictions, references, ...recordedScores }) => {
  const input = { predictions, references };

  test.each(recordedScores.sacrebleu)("sacrebleu with $options", ({ options, scores }) => {
    expect(sacrebleu(input, options as SacrebleuOptions)).toEqual(near(scores));
  });

  test.each(recordedScores.chrf)("chrf with $options", ({ options, score }) => {
    expect(chrf(input, options as ChrfOptions).score).toBeCloseTo(score, 10);
  });

  test.each(recordedScores.bleu)("bleu with $options", ({ options, scores }) => {
    expect(bleu(input, options as BleuOptions)).toEqual(near(scores));
  });
});
