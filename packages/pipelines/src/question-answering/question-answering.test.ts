import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { questionAnswering } from "./question-answering.ts";

const folder = await tinyModel("bert", "question-answering");
const question = "Where is the cat?";
const context = "Ann walked to the sea, the cat sat in Rome.";

interface Theirs {
  readonly answer: string;
  readonly score: number;
}

test("has the answers and scores of transformers.js where a text is read at once", async () => {
  await using ours = await questionAnswering(folder);
  const theirs = await transformersJs("question-answering", folder);
  // transformers.js takes answers of any length, and cuts words.
  const options = { maxAnswerLen: 32, alignToWords: false };
  const best = await ours({ question, context }, options);
  expect(best.score).toBeCloseTo(((await theirs(question, context)) as Theirs).score, 5);
  const five = (await theirs(question, context, { top_k: 5 })) as Theirs[];
  const answers = await ours({ question, context }, { ...options, topK: 5 });
  expectClose(
    answers.map(({ score }) => score),
    five.map(({ score }) => score),
  );
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  expect(answers.map(({ answer }) => letters(answer))).toEqual(five.map(({ answer }) => letters(answer)));
  for (const { answer, start, end } of answers) expect(answer).toBe(context.slice(start, end));
});

test("answers are no longer than asked, and of whole words unless not wanted", async () => {
  await using ours = await questionAnswering(folder);
  const long = await ours({ question, context }, { topK: 40, maxAnswerLen: 2 });
  for (const { answer, start, end } of long) {
    expect(answer.split(/\s+/).length).toBeLessThanOrEqual(2);
    expect(/\w/.test(context[start - 1] ?? " ") && /\w/.test(context[start] ?? "")).toBe(false);
    expect(/\w/.test(context[end] ?? " ") && /\w/.test(context[end - 1] ?? "")).toBe(false);
  }
  const pieces = await ours({ question, context }, { topK: 40, maxAnswerLen: 2, alignToWords: false });
  expect(pieces.map(({ answer }) => answer)).toContain("ed");
});

test("a long text is read in windows: what each says by itself, the best of all", async () => {
  await using ours = await questionAnswering(folder);
  const long = Array.from(
    { length: 12 },
    (_, i) => `${context.slice(0, -1)} ${"the sea ".repeat(i % 4)}.`,
  ).join(" ");
  const sizes = { maxSeqLen: 24, docStride: 8 };
  const answers = await ours({ question, context: long }, { ...sizes, topK: 8 });
  expect(answers).toHaveLength(8);
  for (const { answer, start, end } of answers) expect(answer).toBe(long.slice(start, end));
  const scores = answers.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(new Set(answers.map(({ start, end }) => `${start} ${end}`)).size).toBe(8);
  // A window is read as the same text alone: 24 - 3 special tokens - 5 of the question leave 16.
  const first = "ann walk walk to the sea , the cat sat in rome the cat sat in";
  const alone = await ours({ question, context: first }, { maxSeqLen: 24, docStride: 8, topK: 3 });
  const longer = await ours({ question, context: `${first} ${"dog ".repeat(30)}` }, { ...sizes, topK: 200 });
  for (const { start, end, score } of alone)
    expect(longer.find((other) => other.start === start && other.end === end)?.score).toBeGreaterThanOrEqual(
      score - 1e-6,
    );
});

test("no answer is one if asked for, with the lowest of what the windows say of it", async () => {
  await using ours = await questionAnswering(folder);
  const options = { topK: 1000, maxAnswerLen: 32, alignToWords: false };
  const answers = await ours({ question, context }, { ...options, handleImpossibleAnswer: true });
  const none = answers.find(({ answer }) => answer === "");
  expect(none).toMatchObject({ start: 0, end: 0 });
  // Starts and ends are independent: over all pairs, also those that are no answers, scores sum to 1.
  const sum = answers.reduce((total, { score }) => total + score, 0);
  expect(sum).toBeLessThan(1);
  expect((await ours({ question, context }, options)).some(({ answer }) => answer === "")).toBe(false);
});

test("several questions, and 100,000 characters", async () => {
  await using ours = await questionAnswering(folder, { batchSize: 64 });
  const asked = [
    { question, context },
    { question: "who walked?", context },
  ];
  const both = await ours(asked);
  expectClose(both, [await ours(asked[0] as never), await ours(asked[1] as never)]);
  const [mine] = await ours([{ question, context: "the cat sat ".repeat(8334) }], { topK: 2 });
  expect(mine).toHaveLength(2);
});

test("what is given wrongly is an error", async () => {
  await using ours = await questionAnswering(folder);
  await expect(ours("where?" as never)).rejects.toThrow(
    '{ question, context } expected, or a list of them: "where?"',
  );
  await expect(ours({ question, context: "" })).rejects.toThrow("context: there is nothing to read");
  await expect(ours({ question, context }, { maxSeqLen: 33 })).rejects.toThrow(
    "at most the model's 32 expected: 33",
  );
  await expect(ours({ question, context }, { docStride: 32 })).rejects.toThrow(
    "docStride, less than maxSeqLen",
  );
  await expect(ours({ question, context }, { docStride: 30 })).rejects.toThrow(
    "less than the 24 tokens expected",
  );
  await expect(ours({ question: "the cat ".repeat(20), context })).rejects.toThrow(
    "leave no room for the context",
  );
});
