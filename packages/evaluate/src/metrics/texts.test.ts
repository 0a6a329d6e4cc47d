// The published examples of the metrics of texts, and what they have in common.

import { describe, expect, test } from "vitest";
import { combine } from "../combine.ts";
import { EmptyInputError, InputError, LengthMismatchError, MetricOptionsError } from "../errors.ts";
import { load } from "../load.ts";
import { bleu } from "./bleu.ts";
import { chrf } from "./chrf.ts";
import { rouge } from "./rouge.ts";
import { sacrebleu } from "./sacrebleu.ts";

const kenobi = {
  predictions: ["hello there general kenobi", "on our way to ankh morpork"],
  references: [
    ["hello there general kenobi", "hello there !"],
    ["goodbye ankh morpork", "ankh morpork"],
  ],
};

// The examples in the cards of Hugging Face's metrics.
describe("gives the published numbers", () => {
  test("of sacrebleu", () => {
    const scores = sacrebleu(kenobi);
    expect(Object.keys(scores)).toEqual([
      "score",
      "counts",
      "totals",
      "precisions",
      "bp",
      "sys_len",
      "ref_len",
    ]);
    expect(Number(scores.score.toFixed(1))).toBe(39.8);
  });

  test("of bleu", () => {
    const scores = bleu({
      predictions: ["hello there general kenobi", "foo bar foobar"],
      references: [["hello there general kenobi", "hello there!"], ["foo bar foobar"]],
    });
    expect(scores).toEqual({
      bleu: 1,
      precisions: [1, 1, 1, 1],
      brevity_penalty: 1,
      length_ratio: 7 / 6,
      translation_length: 7,
      reference_length: 6,
    });
  });

  test("of chrf", () => {
    const input = {
      predictions: [
        "The relationship between cats and dogs is not exactly friendly.",
        "a good bookshop is just a genteel black hole that knows how to read.",
      ],
      references: [
        ["The relationship between dogs and cats is not exactly friendly."],
        ["A good bookshop is just a genteel Black Hole that knows how to read."],
      ],
    };
    expect(chrf(input)).toEqual({
      score: expect.closeTo(84.64214891738334, 10),
      char_order: 6,
      word_order: 0,
      beta: 2,
    });
    expect(chrf(input, { wordOrder: 2 }).score).toBeCloseTo(82.87263732906315, 10);
    expect(chrf(input, { wordOrder: 2, lowercase: true }).score).toBeCloseTo(92.12853119829202, 10);
  });

  test("of rouge", () => {
    const texts = ["hello there", "general kenobi"];
    const input = { predictions: texts, references: texts };
    expect(rouge(input)).toEqual({ rouge1: 1, rouge2: 1, rougeL: 1, rougeLsum: 1 });
    expect(rouge(input, { rougeTypes: ["rouge1"], useAggregator: false })).toEqual({ rouge1: [1, 1] });
    const several = {
      predictions: texts,
      references: [
        ["hello", "there"],
        ["general kenobi", "general yoda"],
      ],
    };
    expect(rouge(several, { useAggregator: false }).rouge1).toEqual([2 / 3, 1]);
  });
});

// Figure 1 of the paper on BLEU: seven times "the", which a reference has twice.
test("counts no n-gram more often than a reference has it", () => {
  const { counts, totals } = sacrebleu({
    predictions: ["the the the the the the the"],
    references: [["the cat is on the mat", "there is a cat on the mat"]],
  });
  expect([counts[0], totals[0]]).toEqual([2, 7]);
});

test("goes batch by batch", () => {
  for (const name of ["sacrebleu", "bleu", "chrf", "rouge"] as const) {
    const metric = load(name);
    const whole = load(name);
    for (const [i, prediction] of kenobi.predictions.entries())
      metric.add({ prediction, reference: kenobi.references[i] as string[] });
    whole.addBatch(kenobi);
    expect(metric.compute()).toEqual(whole.compute());
  }
});

test("combines", () => {
  const metric = combine(["rouge", "bleu"]);
  metric.addBatch({ predictions: ["a b c d"], references: ["a b c e"] });
  const scores = metric.compute({ useStemmer: true, smooth: true });
  expect(scores.rouge1).toBeCloseTo(3 / 4, 12);
  expect(scores.bleu).toBeGreaterThan(0);
  const translations = combine(["sacrebleu", "chrf"], { forcePrefix: true });
  translations.addBatch(kenobi);
  expect(translations.compute({ lowercase: true })).toMatchObject({
    sacrebleu_score: expect.closeTo(39.76, 2),
  });
});

test("gives the same for the same seed", () => {
  const input = { predictions: ["a b c", "a", "b c"], references: ["a b", "b", "b d"] };
  expect(rouge(input, { seed: 3 })).toEqual(rouge(input, { seed: 3 }));
  expect(rouge(input, { aggregation: "mean" }).rouge1).toBeCloseTo((0.8 + 0 + 0.5) / 3, 12);
});

describe("refuses", () => {
  const from = (predictions: unknown, references: unknown) => () =>
    rouge({ predictions, references } as Parameters<typeof rouge>[0]);

  test("what is no text, by its place", () => {
    expect(from(["a", 1], ["a", "b"])).toThrow(new InputError("predictions", 1, "a text", 1));
    expect(from(["a"], [["a", null]])).toThrow("invalid value at references[0][1], expected a text: null");
    expect(from(["a"], [[]])).toThrow("references[0], expected a text or a list of some: Array of 0 values");
    expect(from(["a"], [])).toThrow(LengthMismatchError);
    expect(from([], [])).toThrow(EmptyInputError);
    expect(() => load("sacrebleu").add({ prediction: [1] as never, reference: "a" })).toThrow(InputError);
  });

  test("options that there are not", () => {
    expect(() => rouge(kenobi, { rougeTypes: ["rouge0" as "rouge1"] })).toThrow(
      'invalid options of rouge: rougeTypes.0: expected rouge1 to rouge9, rougeL or rougeLsum, given "rouge0"',
    );
    expect(() => sacrebleu(kenobi, { tokenize: "ja-mecab" as "zh" })).toThrow(
      "expected one of 13a, intl, zh, char, none",
    );
    expect(() => sacrebleu(kenobi, { smoothValue: 1 })).toThrow("smoothValue is for floor and add-k: exp");
    expect(() => chrf(kenobi, { charOrder: 0 })).toThrow(MetricOptionsError);
    expect(() => bleu(kenobi, { maxOrder: 0.5 })).toThrow(MetricOptionsError);
  });
});
