import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { chapters } from "../data/chapters.ts";
import { projectRoot } from "../run/project.ts";
import { exerciseIds, loadExercise } from "./catalog.ts";
import { checkAnswer } from "./check-answer.ts";
import type { WrongAnswerCase } from "./define-exercise.ts";

const load = async (path: string) => import(pathToFileURL(path).href) as Promise<Record<string, unknown>>;

/** What no exercise takes, whatever it asks for. */
const nonsense: readonly unknown[] = [
  ...[null, 0, "", "answer", {}, [], true, Symbol("x")],
  () => undefined,
  () => null,
  () => Promise.reject(new Error("no idea")),
  new Proxy({}, { get: () => "everything" }),
];

describe.each(exerciseIds)("exercise %s", (id) => {
  test("has its texts, and a place in the course", async () => {
    const exercise = await loadExercise(id);
    const [chapter, section, number] = id.split(".");
    const { sections = [] } = chapters.find((each) => each.number === Number(chapter)) ?? {};
    if (section === "practical") expect(number).toBeUndefined();
    else expect(sections.map((each) => each.number)).toContain(`${chapter}.${section}`);
    expect(exercise.id).toBe(id);
    expect(exercise.title).toMatch(/^[A-Z].*[^.]$/);
    expect(exercise.hints.length).toBeGreaterThanOrEqual(2);
    for (const text of [exercise.prompt, ...exercise.hints]) expect(text.trim().length).toBeGreaterThan(20);
  });

  test("takes our answer, and again", async () => {
    const exercise = await loadExercise(id);
    const { answer } = await load(join(projectRoot, exercise.solution));
    for (let i = 0; i < 2; i++) expect(await checkAnswer(exercise, answer)).toEqual({ status: "correct" });
  });

  test("is not answered by undefined, and by nonsense wrongly", async () => {
    const exercise = await loadExercise(id);
    expect(await checkAnswer(exercise, undefined)).toEqual({ status: "unanswered" });
    for (const [i, answer] of nonsense.entries())
      expect(await checkAnswer(exercise, answer), `nonsense ${i}`).toMatchObject({ status: "wrong" });
  });

  test("rejects wrong answers, with the reason", async () => {
    const exercise = await loadExercise(id);
    const chapter = basename(dirname(exercise.solution));
    const name = basename(exercise.solution, ".ts");
    const path = join(import.meta.dirname, `chapter-${chapter}`, `${name}.wrong.ts`);
    const wrong = (await load(path)).wrong as WrongAnswerCase<unknown>[];
    expect(wrong.length).toBeGreaterThanOrEqual(8);
    expect(new Set(wrong.map(({ name }) => name)).size).toBe(wrong.length);
    // All at once, so that one run shows every case that fails.
    const said: string[] = [];
    for (const { name, answer, says } of wrong) {
      const outcome = await checkAnswer(exercise, answer);
      const reason = outcome.status === "wrong" ? outcome.reason : outcome.status;
      if (!says.test(reason)) said.push(`${name}: ${reason}`);
      expect(says.test(""), `${name}: its reason is any reason`).toBe(false);
    }
    expect(said).toEqual([]);
  });
});
