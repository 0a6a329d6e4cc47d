import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { projectRoot } from "../run/project.ts";
import { type Chapter, chapters } from "./chapters.ts";
import { chapterExerciseIds } from "./exercise-ids.ts";
import { readYamlFile } from "./read-yaml-file.ts";

it("has the chapters 0 to 12 in order, each with the number of sections the course has", () => {
  const sections = [1, 11, 9, 7, 6, 8, 11, 9, 7, 9, 7, 7, 8];
  expect(chapters.map((chapter) => chapter.number)).toEqual(sections.map((_, number) => number));
  expect(chapters.map((chapter) => chapter.sections.length)).toEqual(sections);
});

it("makes each slug of the number and of words of the title, in their order", () => {
  for (const { number, slug, title } of chapters) {
    const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    const [digits, name = ""] = slug.split(/-(.*)/);
    expect(digits).toBe(String(number).padStart(2, "0"));
    expect(name).not.toBe("");
    expect(`-${words}-`).toContain(`-${name}-`);
  }
});

it("numbers sections within their chapter without a gap or a repeat", () => {
  for (const chapter of chapters) {
    const numbers = chapter.sections.map((section) => section.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const plain = numbers.filter((number) => !number.endsWith("b"));
    expect(plain).toEqual(plain.map((_, index) => `${chapter.number}.${index + 1}`));
  }
});

it("names for each chapter others before it that it needs, and sums up the minutes", () => {
  for (const { number, dependsOn, minutes, sections } of chapters) {
    for (const other of dependsOn) expect(other).toBeLessThan(number);
    expect(minutes).toBe(sections.map((section) => section.minutes).reduce((a, b) => a + b));
  }
});

it("has as many exercises as the course, a practical for each of the chapters 1 to 6, and enough questions", () => {
  const counts = chapters.map(
    (chapter) => chapterExerciseIds(chapter).length - Number(chapter.practical) - Number(chapter.bug),
  );
  expect(counts.slice(1, 7)).toEqual([6, 4, 4, 1, 13, 13]);
  expect(chapters.filter(({ practical }) => practical).map(({ number }) => number)).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
  expect(chapterExerciseIds(chapters[4] as Chapter)).toEqual(["4.3.1", "4.bug", "4.practical"]);
  const questions = chapters.map(({ sections }) =>
    sections.reduce((sum, { questions = 0 }) => sum + questions, 0),
  );
  for (const [i, atLeast] of [0, 11, 10, 23, 9, 10, 10].entries())
    expect(questions[i]).toBeGreaterThanOrEqual(atLeast);
});

it("counts the questions that the quizzes have", () => {
  for (const { number, sections } of chapters) {
    const file = `packages/course/src/quiz/bank/${String(number).padStart(2, "0")}.yaml`;
    if (!existsSync(join(projectRoot, file))) continue;
    const quizzes = z.array(z.looseObject({ id: z.string(), questions: z.array(z.unknown()) }));
    const bank = readYamlFile(file, { root: projectRoot, schema: z.looseObject({ quizzes }) }).value;
    expect(bank.quizzes.map(({ id, questions }) => [id, questions.length])).toEqual(
      sections.flatMap(({ number, questions }) => (questions ? [[number, questions]] : [])),
    );
  }
});
