import { expect, test } from "vitest";
import type { ReadingQuestion } from "../corpora/reading-questions.ts";
import { uniform } from "../corpora/shuffle.ts";
import { cropContext } from "./crop-context.ts";

const said = ({ context, answers: [answer] }: ReadingQuestion) =>
  context.slice(answer?.start, (answer?.start ?? 0) + (answer?.text.length ?? 0));

test("a cropped text keeps the answer's sentence, and its place", () => {
  const sentence = (i: number) => `Sentence ${i} has some words, and ends with number ${i}${i}.`;
  const context = Array.from({ length: 20 }, (_, i) => sentence(i)).join(" ");
  const text = "number 77";
  const question = { question: "?", context, answers: [{ text, start: context.indexOf(text) }] };
  const crops = Array.from({ length: 20 }, (_, seed) => cropContext(question, uniform(seed)));
  for (const crop of crops) {
    expect(said(crop)).toBe(text);
    expect(crop.context).toContain(sentence(7));
    expect(crop.context.split(" ").length).toBeLessThanOrEqual(55);
    expect(context).toContain(crop.context);
  }
  expect(new Set(crops.map((crop) => crop.context)).size).toBeGreaterThan(2);
});

test("a text that is short already stays whole", () => {
  const context = "One sentence. Another one.";
  const question = { question: "?", context, answers: [{ text: "Another", start: 14 }] };
  expect(cropContext(question, uniform(1))).toEqual(question);
});
