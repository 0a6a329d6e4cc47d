import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { defaultFunction, scoreLabels } from "./score-labels.ts";
import { textClassification } from "./text-classification.ts";

const texts = ["The cat sat in Rome.", "Ann walked", "Bob is not playing in the sun, is this the news?"];
const id2label = { 0: "bad", 1: "mixed", 2: "good" };

test("has the labels and scores of transformers.js, of one text and of several", async () => {
  const folder = await tinyModel("bert", "sequence-classification", { id2label });
  await using ours = await textClassification(folder, { batchSize: 2 });
  const theirs = await transformersJs("text-classification", folder);
  expectClose(await ours(texts[0] as string), await theirs(texts[0]));
  expectClose(await ours(texts), await theirs(texts));
  for (const topK of [2, 3]) {
    expectClose(await ours(texts[1] as string, { topK }), await theirs(texts[1], { top_k: topK }));
    expectClose(await ours(texts, { topK }), await theirs(texts, { top_k: topK }));
  }
  const all = await ours(texts, { topK: null });
  expect(all.map(({ length }) => length)).toEqual([3, 3, 3]);
  expect(await ours([])).toEqual([]);
});

test("labels that do not exclude each other have a sigmoid each", async () => {
  const overrides = { id2label, problem_type: "multi_label_classification" };
  const folder = await tinyModel("bert", "sequence-classification", overrides);
  await using ours = await textClassification(folder);
  const theirs = await transformersJs("text-classification", folder);
  expectClose(await ours(texts, { topK: 3 }), await theirs(texts, { top_k: 3 }));
  const logits = await ours(texts[0] as string, { topK: 3, functionToApply: "none" });
  const sigmoids = await ours(texts[0] as string, { topK: 3 });
  for (const [i, { score }] of logits.entries())
    expect(sigmoids[i]?.score).toBeCloseTo(1 / (1 + Math.exp(-score)), 6);
});

test("what is applied to logits, by the kind of problem and by hand", () => {
  expect(defaultFunction("regression", 1)).toBe("none");
  expect(defaultFunction(undefined, 1)).toBe("sigmoid");
  expect(defaultFunction("multi_label_classification", 4)).toBe("sigmoid");
  expect(defaultFunction(null, 2)).toBe("softmax");
  expectClose(scoreLabels([0, Math.log(3)], ["a", "b"]), [
    { label: "b", score: 0.75 },
    { label: "a", score: 0.25 },
  ]);
  expect(scoreLabels([2, 5], ["a"], { functionToApply: "none", topK: 1 })).toEqual([
    { label: "LABEL_1", score: 5 },
  ]);
  expect(scoreLabels([1000, 999], ["a", "b"])[0]?.score).toBeCloseTo(1 / (1 + Math.exp(-1)), 10);
});

describe("what is given wrongly", () => {
  test("is an error that says what is expected", async () => {
    const folder = await tinyModel("bert", "sequence-classification", { id2label });
    await using classify = await textClassification(folder);
    await expect(classify("")).rejects.toThrow(
      'text: there is nothing to read, give a text or leave it out: ""',
    );
    await expect(classify(["a cat", "  "])).rejects.toThrow("text 1: there is nothing to read");
    await expect(classify(7 as never)).rejects.toThrow("text: a text, or a list of texts, expected: 7");
    await expect(classify(["a", null] as never)).rejects.toThrow("text 1: a text, or a list of texts");
    await expect(classify("a cat", { topK: 0 })).rejects.toThrow("option topK, Too small");
    await expect(classify("a cat", { top_k: 2 } as never)).rejects.toThrow(
      'no such option, the nearest are topK, functionToApply: "top_k"',
    );
    await expect(classify("a cat", { functionToApply: "tanh" as never })).rejects.toThrow("functionToApply");
  });

  test("a text of 100,000 characters is cut, and that is said once", async () => {
    const folder = await tinyModel("bert", "sequence-classification", { id2label });
    const said: string[] = [];
    await using classify = await textClassification(folder, { warn: (line) => said.push(line) });
    const long = "the cat sat ".repeat(8334);
    expectClose(await classify(long), await classify(long.slice(0, 30 * 4)));
    expect(said).toEqual([
      "a text of 25004 tokens was cut, the model reads 32: the cat sat the cat sat the cat sat the …",
    ]);
  });
});
