import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { entailmentScores } from "./entailment-scores.ts";
import { zeroShotClassification } from "./zero-shot-classification.ts";

const id2label = { 0: "contradiction", 1: "neutral", 2: "entailment" };
const texts = ["The cat sat in Rome.", "Ann is playing in the sea"];
const labels = ["news", "sport", "the sun"];

test.each([
  ["the zoo's order of labels", id2label],
  ["another order", { 0: "ENTAILMENT", 1: "NEUTRAL", 2: "CONTRADICTION" }],
  ["two labels", { 0: "entailment", 1: "not_entailment" }],
])("has the labels and scores of transformers.js, %s", async (_, names) => {
  const folder = await tinyModel("bert", "sequence-classification", { id2label: names });
  await using ours = await zeroShotClassification(folder, { batchSize: 2 });
  const theirs = await transformersJs("zero-shot-classification", folder);
  expectClose(await ours(texts[0] as string, labels), await theirs(texts[0], labels));
  expectClose(await ours(texts, labels), await theirs(texts, labels));
  expectClose(
    await ours(texts[1] as string, labels, { multiLabel: true }),
    await theirs(texts[1], labels, { multi_label: true }),
  );
  expectClose(
    await ours(texts[1] as string, labels, { hypothesisTemplate: "is this {} ?" }),
    await theirs(texts[1], labels, { hypothesis_template: "is this {} ?" }),
  );
  // One label alone is judged by itself.
  expectClose(await ours(texts[0] as string, "news"), await theirs(texts[0], ["news"]));
  expectClose(await ours(texts[0] as string, "news, sport,the sun"), await theirs(texts[0], labels));
});

test("scores by hand", () => {
  const logits = [
    [0, 5, Math.log(3)],
    [Math.log(3), 5, 0],
  ];
  const places = { entailment: 2, contradiction: 0 };
  expectClose(entailmentScores(logits, { ...places, multiLabel: false }), [0.75, 0.25]);
  expectClose(entailmentScores(logits, { ...places, multiLabel: true }), [0.75, 0.25]);
  expectClose(entailmentScores([[0, 0, 0]], { ...places, multiLabel: false }), [1]);
});

test("a model without entailment, a template without a place and no label are errors", async () => {
  const other = await tinyModel("bert", "sequence-classification", { id2label: { 0: "bad", 1: "good" } });
  await expect(zeroShotClassification(other)).rejects.toThrow(
    `a model with a label that begins with "entail" expected, its labels are bad, good: ${other}`,
  );
  const folder = await tinyModel("bert", "sequence-classification", { id2label });
  const said: string[] = [];
  await using ours = await zeroShotClassification(folder, { warn: (line) => said.push(line) });
  await expect(ours("a cat", [])).rejects.toThrow("candidateLabels: at least one label expected: []");
  await expect(ours("a cat", " , ")).rejects.toThrow("candidateLabels");
  await expect(ours("a cat", labels, { hypothesisTemplate: "news" })).rejects.toThrow(
    'a sentence with {} in the label\'s place expected: "news"',
  );
  // Of a long text and a label the text is cut.
  const long = "the cat sat ".repeat(8334);
  expectClose((await ours(long, labels)).scores, (await ours(long.slice(0, 200), labels)).scores);
  expect(said[0]).toMatch(/^a text of 250\d\d tokens was cut, the model reads 32: the cat/);
});
