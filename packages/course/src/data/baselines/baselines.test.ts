import { expect, test } from "vitest";
import { naiveBayes } from "./naive-bayes.ts";
import { tagLexicon } from "./tag-lexicon.ts";
import { tfidfLogisticRegression } from "./tfidf-logistic-regression.ts";

// The example of Manning, Raghavan and Schütze, Introduction to Information Retrieval, table 13.1.
const examples = [
  { text: "Chinese Beijing Chinese", label: 1 },
  { text: "Chinese Chinese Shanghai", label: 1 },
  { text: "Chinese Macao", label: 1 },
  { text: "Tokyo Japan Chinese", label: 0 },
];

test("naive Bayes decides the textbook's example as the textbook does", () => {
  expect(naiveBayes(examples)("Chinese Chinese Chinese Tokyo Japan")).toBe(1);
  expect(naiveBayes(examples)("Tokyo Japan")).toBe(0);
});

test("naive Bayes of no word it knows is the class with most texts", () => {
  expect(naiveBayes(examples)("Paris")).toBe(1);
});

test("logistic regression separates what words separate", () => {
  const mails = ["buy cheap", "cheap offer", "buy offer now", "see you", "you and me", "see me now"];
  const classify = tfidfLogisticRegression(mails.map((text, i) => ({ text, label: i < 3 ? 1 : 0 })));
  expect(["cheap", "offer buy", "you", "me see", "now you"].map(classify)).toEqual([1, 1, 0, 0, 0]);
});

test("the lexicon takes the most frequent tag, then the lower case's, then a noun", () => {
  const tag = tagLexicon([
    { words: ["the", "run", "run"], tags: ["DET", "NOUN", "VERB"] },
    { words: ["run"], tags: ["VERB"] },
  ]);
  expect(["run", "The", "zebra"].map(tag)).toEqual(["VERB", "DET", "NOUN"]);
});
