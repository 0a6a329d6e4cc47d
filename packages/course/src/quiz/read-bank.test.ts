import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { questionsOf, quizzesOf } from "./find-quiz.ts";
import { readBank } from "./read-bank.ts";

const root = mkdtempSync(join(tmpdir(), "read-bank-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bank = `chapter: 3
quizzes:
  - id: "3.2"
    title: Processing the data
    questions:
      - id: one
        type: single
        prompt: Which?
        choices:
          - text: This
            correct: true
            why: It is.
          - text: That
            why: It is not.
      - id: two
        type: boolean
        prompt: Is it?
        choices:
          - text: "True"
            why: No.
          - text: "False"
            correct: true
            why: Yes.
`;

function read(text: string) {
  writeFileSync(join(root, "03.yaml"), text);
  return readBank("03.yaml", root);
}

it("reads a bank", () => {
  expect(
    read(bank).quizzes[0]?.questions.map(({ id, choices }) => [id, choices.map((c) => c.correct)]),
  ).toEqual([
    ["one", [true, false]],
    ["two", [false, true]],
  ]);
});

it.each([
  [
    "no right answer",
    "            correct: true\n            why: It is.",
    "            why: It is.",
    10,
    /no right answer/,
  ],
  [
    "two right answers for single",
    "why: It is not.",
    "why: It is not.\n            correct: true",
    10,
    /there are 2/,
  ],
  ["a choice that is there twice", "text: That", "text: this", 13, /not one twice/],
  ["an id that is there twice", "id: two", "id: one", 15, /another id/],
  ["an id with other characters", "id: two", "id: Two!", 15, /an id such as/],
  ["an empty explanation", "why: It is not.", 'why: " "', 14, /not empty/],
  ["no explanation", "\n            why: It is not.", "", 13, /a text expected/],
  [
    "a boolean with a third choice",
    "why: Yes.",
    "why: Yes.\n          - text: Maybe\n            why: No.",
    19,
    /"True" and "False"/,
  ],
  ["a boolean with other words", '"True"', "Right", 19, /"True" and "False"/],
  ["True without quotes", '"True"', "True", 19, /needs? quotes/],
  ["an unknown field", "type: single", "type: single\n        points: 3", 8, /another key/],
  ["an unknown type", "type: single", "type: many", 7, /single, multiple, boolean/],
  ["one choice", "          - text: That\n            why: It is not.\n", "", 10, /at least two/],
  ["a section that the chapter has not", '"3.2"', '"3.9"', 3, /a section of chapter 3/],
  ["a section without quotes", '"3.2"', "3.2", 3, /in quotes/],
  ["a chapter that is not there", "chapter: 3", "chapter: 77", 1, /a chapter from 0/],
  ["what is not YAML", "prompt: Which?", "prompt: [", 9, /./],
] as const)("refuses %s in one line with its place", (_, from, to, line, reason) => {
  expect(bank.split(from)).toHaveLength(2);
  let message = "";
  try {
    read(bank.replace(from, to));
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(new RegExp(`^03\\.yaml:${line}: `));
  expect(message).toMatch(reason);
  expect(message).not.toContain("\n");
});

describe("the course's questions", () => {
  it.each([
    [0, 3],
    [1, 11],
    [2, 10],
    [3, 23],
    [4, 9],
    [5, 10],
    [6, 10],
  ])("chapter %i has at least %i", (chapter, count) => {
    expect(questionsOf(chapter).length).toBeGreaterThanOrEqual(count);
  });

  it("has quizzes for the sections of chapter 3, and all types of questions", () => {
    expect(quizzesOf(3).map(({ id }) => id)).toEqual(["3.2", "3.3", "3.4", "3.5"]);
    const types = new Set(questionsOf(3).map(({ question }) => question.type));
    expect([...types].sort()).toEqual(["boolean", "multiple", "single"]);
  });
});
