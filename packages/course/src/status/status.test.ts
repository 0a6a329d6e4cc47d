import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chapters } from "../data/chapters.ts";
import { chapterExerciseIds } from "../data/exercise-ids.ts";
import { planWeek, readPlan } from "../plan/index.ts";
import { recordEvent } from "../progress/record-event.ts";
import { findQuiz } from "../quiz/find-quiz.ts";
import { notebookText, ScratchRepository } from "../week/scratch-repository.fixture.ts";
import { learningCurve } from "./learning-curve.ts";
import { learningCurveSvg } from "./learning-curve-plot.ts";
import { nextSteps } from "./next-steps.ts";
import { readStatus } from "./read-status.ts";
import { statusSvg } from "./status-plot.ts";
import { statusTable } from "./status-table.ts";

let repository: ScratchRepository;
beforeEach(() => {
  repository = ScratchRepository.create();
});
afterEach(() => repository[Symbol.dispose]());

const status = () => readStatus(readPlan(repository.root), { root: repository.root });
const row = async (member: string, chapter: number) =>
  (await status()).rows.find((each) => each.member === member && each.chapter === chapter);
const exercise = (subject: string, correct: boolean, member = "ada") =>
  recordEvent({ kind: "exercise", subject, result: { correct } }, { member, root: repository.root });
const answerAs = (question: string, choices: number[]) =>
  recordEvent(
    { kind: "quiz", subject: "0.1", result: { question, choices, correct: true } },
    { member: "ada", root: repository.root },
  );
/** The questions that there are, and what is right and wrong as an answer. */
const questions = findQuiz("0.1").questions.map(({ id, choices }) => {
  const places = [...choices.keys()];
  return { id, right: places.filter((i) => choices[i]?.correct), wrong: places };
});
const answer = async (place: number, correct: boolean) => {
  const { id = "", right = [], wrong = [] } = questions[place] ?? {};
  await answerAs(id, correct ? right : wrong);
};
const questionsOf = (chapter: number) =>
  chapters[chapter]?.sections.reduce((sum, { questions = 0 }) => sum + questions, 0) ?? 0;
const exercisesOf = (chapter: number) =>
  chapters.filter(({ number }) => number === chapter).flatMap(chapterExerciseIds).length;
const allExercises = chapters.flatMap(chapterExerciseIds).length;
const exam = (score: number) =>
  recordEvent(
    { kind: "exam", subject: "0", result: { score, total: 10, passed: score > 7, seed: 0 } },
    { member: "ada", root: repository.root },
  );

it("counts a section when a copy has executed all of its code without an error", async () => {
  const copy = "work/ada/00-setup.ipynb";
  const sections = async () => (await row("ada", 0))?.sections;
  expect(await sections()).toEqual({ done: 0, total: 1 });
  repository.write(copy, notebookText(["1", "2"]));
  expect(await sections()).toEqual({ done: 0, total: 1 });
  const executed = notebookText(["1", "2"], "0.1", ["1", "2"]);
  repository.write(
    copy,
    executed.replace('"execution_count": 2,\n   "outputs"', '"execution_count": null,\n   "outputs"'),
  );
  expect(await sections()).toEqual({ done: 0, total: 1 });
  repository.write(copy, executed.replace('"execute_result"', '"error"'));
  expect(await sections()).toEqual({ done: 0, total: 1 });
  const isMeant = executed
    .replace('"metadata": {', '"metadata": { "tags": ["raises-exception"],')
    .replace('"execute_result"', '"error"');
  repository.write("work/charles/00-setup.ipynb", isMeant);
  expect((await row("charles", 0))?.sections).toEqual({ done: 1, total: 1 });
  // A copy of one section counts as well, and hides nothing.
  repository.write("work/ada/00-setup.0.1.ipynb", executed);
  expect(await sections()).toEqual({ done: 1, total: 1 });
});

it("counts exercises that were solved once, last answers, and the best exam", async () => {
  await exercise("1.3.1", true);
  await exercise("1.3.1", false);
  await exercise("1.3.2", false);
  await exercise("1.practical", true);
  await exercise("1.3.99", true);
  await exercise("1.3.3", true, "charles");
  expect(await row("ada", 1)).toMatchObject({
    exercises: { done: 2, total: exercisesOf(1) },
    week: 1,
    organizes: false,
  });
  for (const [question, correct] of [
    [0, false],
    [0, true],
    [1, true],
    [1, false],
  ] as const)
    await answer(question, correct);
  expect((await row("ada", 0))?.questions).toEqual({ done: 2, total: questionsOf(0), right: 1 });
  // A question, and a choice, that the bank has no more.
  await answerAs("gone", [0]);
  await answerAs(questions[0]?.id ?? "", [7]);
  expect((await row("ada", 0))?.questions).toEqual({ done: 1, total: questionsOf(0), right: 0 });
  await exam(5);
  expect((await row("ada", 0))?.exam).toEqual({ passed: false, score: 5, total: 10 });
  for (const score of [8, 9, 4]) await exam(score);
  expect((await row("ada", 0))?.exam).toEqual({ passed: true, score: 9, total: 10 });
});

it("shows a line for each member and chapter that programs can read, too", async () => {
  await exercise("1.3.1", true);
  const text = statusTable((await status()).rows);
  expect(text).not.toMatch(/\p{Control}(?<!\n)/u);
  const lines = text.split("\n");
  expect(lines.filter((line) => /^(ada|charles) /.test(line))).toHaveLength(26);
  expect(lines.find((line) => /^ada +1 +1 Transformer models/.test(line))).toMatch(
    new RegExp(` 1/${exercisesOf(1)} +0/${questionsOf(1)} +– +–$`),
  );
  expect(lines.at(-2)).toMatch(
    new RegExp(`^ada: 0/2 sections, 1/${allExercises} exercises, 0/\\d+ questions, 0 exams passed$`),
  );
});

it("draws the same as a picture that says in words what it shows", async () => {
  await exercise("1.3.1", true);
  const svg = await statusSvg((await status()).rows);
  expect(svg).toMatch(
    new RegExp(
      `^<svg role="img" aria-label="Progress: ada: 0 of 2 sections executed, 1 of ${allExercises} exercises`,
    ),
  );
  expect(svg).toContain("Transformer models");
});

it("has a curve that ends where the counts are, a point for each day and member", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const on = (day: string) => vi.setSystemTime(`${day}T12:00:00Z`);
  try {
    on("2030-01-07");
    await answer(0, true);
    await answer(1, true);
    await exercise("1.3.1", true, "charles");
    on("2030-01-09");
    await answer(1, false);
    await answer(2, true);
    await answer(3, true);
    await exercise("1.3.1", true);
    await exercise("9.9.9", true);
    on("2030-01-10");
    await exam(9);
  } finally {
    vi.useRealTimers();
  }
  const curve = learningCurve((await status()).events);
  expect(curve).toEqual([
    { member: "ada", day: "2030-01-07", questions: 2, exercises: 0 },
    { member: "ada", day: "2030-01-09", questions: 3, exercises: 1 },
    { member: "charles", day: "2030-01-07", questions: 0, exercises: 1 },
  ]);
  expect(curve[1]?.questions).toBe((await row("ada", 0))?.questions.right);
  const svg = await learningCurveSvg(curve);
  expect(svg).toContain("ada on 2030-01-09: 3 questions right, 1 exercises solved");
  expect(svg).toContain("Jan");
});

it("goes on when a notebook cannot be read, and says which", async () => {
  repository.write("work/ada/00-setup.ipynb", '{\n "cells": [\n<<<<<<< HEAD\n');
  repository.write("work/charles/00-setup.ipynb", "{}");
  const { rows, problems } = await status();
  expect(rows).toHaveLength(26);
  expect(problems).toEqual([
    expect.stringMatching(/^work\/ada\/00-setup\.ipynb:3: a merge conflict/),
    expect.stringMatching(/^work\/charles\/00-setup\.ipynb:1: a notebook expected/),
  ]);
});

it("goes on when the progress of one member cannot be read, and does not read that of others than the plan's", async () => {
  await exercise("1.3.1", true);
  repository.write("work/charles/progress.jsonl", "{]\n");
  repository.write("work/eve/progress.jsonl", "{]\n");
  const { rows, problems } = await status();
  expect(problems).toEqual(["work/charles/progress.jsonl:1: JSON expected"]);
  expect(rows.find(({ member, chapter }) => member === "ada" && chapter === 1)?.exercises.done).toBe(1);
  const ada = await readStatus(readPlan(repository.root), { root: repository.root, members: ["ada"] });
  expect(ada.problems).toEqual([]);
});

it("goes on after a member has another name, and says what to do about events under the old one", async () => {
  await exercise("1.3.1", true);
  const { root } = repository;
  renameSync(join(root, "work/ada"), join(root, "work/augusta"));
  repository.write(
    "course.config.yaml",
    readFileSync(join(root, "course.config.yaml"), "utf8").replace("name: ada", "name: augusta"),
  );
  expect((await status()).problems).toEqual([
    "work/augusta/progress.jsonl:1: an event of augusta expected, whose folder this is; where that is the new name, put it in place of: ada",
  ]);
  const file = "work/augusta/progress.jsonl";
  repository.write(file, readFileSync(join(root, file), "utf8").replaceAll('"ada"', '"augusta"'));
  expect((await status()).problems).toEqual([]);
  expect((await row("augusta", 1))?.exercises.done).toBe(1);
});

it("names what comes next in the order of the course, until all is done", async () => {
  const { root } = repository;
  const steps = async (number = 1, member = "ada") => {
    const plan = readPlan(root);
    const rows = (await status()).rows.filter((each) => each.member === member);
    return nextSteps(rows, planWeek(plan, number), { root }).map(({ text, command }) => [
      text.split(/[ :]/, 2).join(" "),
      command.replace("npx -y pnpm@12 course ", ""),
    ]);
  };
  expect(await steps()).toEqual([
    ["section 0.1", "open 00"],
    ["quiz 0.1", "quiz 0.1"],
    ["exam of", "exam 0"],
    ["summary, which", "journal 0"],
  ]);
  expect(await steps(1, "charles")).toHaveLength(3); // ada organizes chapter 0
  expect((await steps(2)).map(([text]) => text).slice(0, 4)).toEqual([
    ...["section 2.1", "exercise 2.2.1", "exercise 2.4.1", "exercise 2.5.1"],
  ]);
  repository.write("work/ada/00-setup.ipynb", notebookText(["1 + 1"], "0.1", ["2"]));
  for (let i = 0; i < questionsOf(0); i++) await answer(i, false);
  await exam(8);
  repository.write("summaries/00.md", "# Setup\n");
  expect(await steps()).toEqual([]);
  rmSync(join(root, "summaries"), { recursive: true });
  expect(await steps()).toHaveLength(1);
});
