import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { courseArgv, start } from "../../../test/course-process.ts";
import { readEvents } from "../../progress/index.ts";
import { type Exam, examOf } from "../exam/exam-of.ts";
import { nextSeed, recordExam } from "../exam/record-exam.ts";
import { writeCertificate } from "../exam/write-certificate.ts";
import { findQuiz } from "../find-quiz.ts";
import { quizSeed } from "../quiz.ts";
import { type ShownQuestion, showQuestions } from "../shown-question.ts";
import { runExam } from "./run-exam.ts";
import { runQuiz } from "./run-quiz.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quiz-terminal-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const quiz = findQuiz("3.2");
const shown = showQuestions(quiz.questions, quizSeed("3.2", "ada"));
const lineFor = ({ choices }: ShownQuestion, correct = true) =>
  correct
    ? choices
        .filter((choice) => choice.correct)
        .map(({ letter }) => letter)
        .join(" ")
    : (choices.find((choice) => !choice.correct)?.letter ?? "");

/** What a learner types, and what the terminal shows. */
function terminal(...lines: string[]) {
  const input = new PassThrough();
  const shown: string[] = [];
  const controller = new AbortController();
  input.write(lines.map((line) => `${line}\n`).join(""));
  const conversation = { input, print: (text: string) => void shown.push(text), signal: controller.signal };
  return { conversation, input, interrupt: () => controller.abort(), text: () => shown.join("\n") };
}

const answersOf = async () => (await readEvents({ root, kind: "quiz" })).map(({ result }) => result);

describe("a quiz in a terminal", () => {
  it("asks one question after the other, and explains after each", async () => {
    const { conversation, input, text } = terminal(...shown.map((question, i) => lineFor(question, i > 0)));
    input.end();
    await runQuiz([quiz], conversation, { member: "ada", root });
    const places = shown.flatMap(({ prompt, choices }) => [
      text().indexOf(prompt.trim()),
      text().indexOf(choices[0]?.why.trim().split("\n")[0] ?? "?"),
    ]);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text()).toContain(`${shown.length - 1} of ${shown.length} right. Recorded for ada.`);
    expect((await answersOf()).map(({ correct }) => correct)).toEqual(shown.map((_, i) => i > 0));
  });

  it("takes numbers, asks again for what is no answer, and keeps what came before the end of the input", async () => {
    const [first] = shown;
    const right = (first?.choices.findIndex(({ correct }) => correct) ?? 0) + 1;
    const { conversation, input, text } = terminal("", "perhaps", "99", String(right));
    input.end();
    await runQuiz([quiz], conversation, { member: "ada", root });
    expect(text()).toContain("question 1: a letter from a to");
    expect(text()).toContain("1 of 1 right");
    expect(await answersOf()).toMatchObject([{ correct: true }]);
  });

  it("keeps what was answered before Ctrl-C", async () => {
    const { conversation, text, interrupt } = terminal(lineFor(shown[0] as ShownQuestion));
    const running = runQuiz([quiz], conversation, { member: "ada", root });
    while (!text().includes("2/")) await new Promise(setImmediate);
    interrupt();
    await running;
    expect(text()).toContain("1 of 1 right");
    expect(await answersOf()).toHaveLength(1);
  });

  it("has another order of choices for another --seed", async () => {
    const text = async (seed?: string) => {
      const { conversation, input, text } = terminal();
      input.end();
      await runQuiz([findQuiz("3.3")], conversation, { member: "ada", root, seed });
      return text();
    };
    expect(await text("1")).toBe(await text("1"));
    const texts = new Set([await text("1"), await text("2"), await text("3"), await text()]);
    expect(texts.size).toBeGreaterThan(1);
  });
});

const sit = async (exam: Exam, right: number) => {
  const { conversation, input, text } = terminal(
    ...exam.questions.map((question, i) => lineFor(question, i < right)),
  );
  input.end();
  const report = await runExam(exam, conversation, { member: "ada", root });
  return { report, text: text() };
};

describe("an exam", () => {
  it("draws by its seed, from all sections of the chapter, without one twice", () => {
    const exam = examOf(3, "1");
    expect(exam).toEqual(examOf(3, "1"));
    const ids = exam.questions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toEqual(examOf(3, "2").questions.map(({ id }) => id));
    expect(exam.questions.length).toBe(20);
    expect(exam.needed).toBe(16);
  });

  it("says nothing until the end, records, and leaves a certificate for one who has passed [C13-05]", async () => {
    const exam = examOf(3, "1");
    const { report, text } = await sit(exam, exam.needed);
    expect(report).toMatchObject({ score: 16, total: 20, passed: true });
    const lastAsked = text.lastIndexOf("20/20");
    expect(text.indexOf("✓ Right.")).toBeGreaterThan(lastAsked);
    expect(text).toContain("honour system");
    const [event] = await readEvents({ root, kind: "exam" });
    expect(event?.result).toMatchObject({ score: 16, total: 20, passed: true, seed: "1" });
    const file = join(root, "work/ada/certificates/chapter-3.svg");
    const svg = readFileSync(file, "utf8");
    for (const words of [
      "Fine-tuning a pretrained model",
      "16 of 20",
      "80 %",
      "honour system",
      event?.at.slice(0, 10) ?? "",
    ])
      expect(svg).toContain(words);
    rmSync(file);
    await writeCertificate(3, "ada", root);
    expect(readFileSync(file, "utf8")).toBe(svg);
  });

  it("leaves no certificate for one who has not passed, now or later [C13-05]", async () => {
    const exam = examOf(4, "1");
    const { report, text } = await sit(exam, exam.needed - 1);
    expect(report?.passed).toBe(false);
    expect(text).toContain(`not passed, ${exam.needed} are needed`);
    expect(existsSync(join(root, "work/ada/certificates"))).toBe(false);
    await expect(writeCertificate(4, "ada", root)).rejects.toThrow(/passed only.*: ada/);
    await expect(writeCertificate(3, "ada", root)).rejects.toThrow(/passed only/);
    expect(existsSync(join(root, "work/ada/certificates"))).toBe(false);
  });

  it("is sat again with another seed, and keeps the best certificate", async () => {
    expect(await nextSeed(4, { member: "ada", root })).toBe("1");
    const first = examOf(4, "1");
    await sit(first, first.questions.length);
    await expect(sit(first, 0)).rejects.toThrow(/has sat this draw.*: 1$/);
    expect(await nextSeed(4, { member: "ada", root })).toBe("2");
    expect(await nextSeed(4, { member: "charles", root })).toBe("1");
    await sit(examOf(4, "2"), 0);
    const best = `${first.questions.length} of ${first.questions.length}`;
    await writeCertificate(4, "ada", root);
    expect(readFileSync(join(root, "work/ada/certificates/chapter-4.svg"), "utf8")).toContain(best);
  });

  it("that is not answered to its end is not recorded", async () => {
    const exam = examOf(4, "1");
    const ended = terminal("a");
    ended.input.end();
    await expect(runExam(exam, ended.conversation, { member: "ada", root })).rejects.toThrow(
      /only these were answered: [01]$/,
    );
    const stopped = terminal("a");
    const running = runExam(exam, stopped.conversation, { member: "ada", root });
    await new Promise((resolve) => setTimeout(resolve, 50));
    stopped.interrupt();
    expect(await running).toBeUndefined();
    expect(stopped.text()).toContain("nothing is recorded");
    expect(await readEvents({ root })).toEqual([]);
  });

  it("has the member's full name on its certificate, whatever is in it", async () => {
    const name = 'Ada "<script>&\u0007 Lovelace';
    const plan = `members:
  - { name: ada, fullName: ${JSON.stringify(name)} }
weeks:
  - { from: 2030-01-07, to: 2030-01-13, chapters: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
`;
    writeFileSync(join(root, "course.config.yaml"), plan);
    const exam = examOf(4, "1");
    const right = exam.questions.map(
      ({ id, choices }) => [id, choices.filter(({ correct }) => correct).map(({ index }) => index)] as const,
    );
    await recordExam(exam, new Map(right), { member: "ada", root });
    const svg = readFileSync(join(root, "work/ada/certificates/chapter-4.svg"), "utf8");
    expect(svg).toContain("Ada &#34;&#60;script&#62;&#38;  Lovelace");
    expect(svg).not.toContain("\u0007");
  });
});

describe("the commands", { timeout: 60_000 }, () => {
  // Nobody is learning: nothing is recorded in this repository.
  const run = (...args: string[]) => start(courseArgv(...args), root, { COURSE_HEADLESS: "1" });

  it("ask in a pipe, and end with 130 on Ctrl-C", async () => {
    const { child, ended } = run("quiz", "4");
    child.stdin?.write("a\n");
    let text = "";
    child.stdout?.on("data", (data) => {
      const before = text;
      text += data;
      if (text.includes("2/") && !before.includes("2/")) child.kill("SIGINT");
    });
    const { code, stdout } = await ended;
    expect(stdout).toMatch(/[01] of 1 right/);
    expect(code).toBe(process.platform === "win32" ? null : 130);
  });

  it.each([
    [["quiz", "3.9"], /^error: no quiz of this section, perhaps 3\.5 or .*: 3\.9\n$/],
    [["quiz", "9"], /^error: no questions for this chapter, one of 0, 1, .* expected: 9\n$/],
    [["exam", "three"], /expected a chapter from 0 to 12/],
    [["exam", "4", "--code", "--member", "ada"], /a chapter with a code exam expected, 3 or 6: 4/],
    [["exam", "3", "--grade", "--member", "nobody"], /nobody/],
    [["certificate", "3", "--member", "../ada"], /\.\.\/ada/],
  ])("%j is an error of one line", async (args, expected) => {
    const { child, ended } = run(...args);
    child.stdin?.end();
    const { code, stderr } = await ended;
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
