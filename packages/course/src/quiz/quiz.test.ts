import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readEvents } from "../progress/index.ts";
import { findQuiz } from "./find-quiz.ts";
import { parseAnswer } from "./parse-answer.ts";
import { type QuizHandle, quiz } from "./quiz.ts";
import { type ShownQuestion, showQuestions } from "./shown-question.ts";
import { shuffle } from "./shuffle.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quiz-"));
  const made = root;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

type Shown = { [display: symbol]: () => Promise<Record<string, string>> | Record<string, string> };
const shown = (value: object) => (value as Shown)[Symbol.for("Jupyter.display")]?.() ?? {};

const lettersOf = ({ choices }: ShownQuestion, correct: boolean) =>
  choices.filter((choice) => choice.correct === correct).map(({ letter }) => letter);

const open = () => quiz("3.2", { member: "ada", root });
const firstOf = (handle: QuizHandle, type: string) => {
  const found = handle.questions.find((question) => question.type === type);
  if (!found) throw new Error(`no question of type ${type}`);
  return found;
};

describe("shuffle", () => {
  it("is decided by the seed, has each item, and differs between seeds", () => {
    const items = Array.from({ length: 20 }, (_, i) => i);
    expect(shuffle(items, "a")).toEqual(shuffle(items, "a"));
    expect(shuffle(items, "a").toSorted((x, y) => x - y)).toEqual(items);
    expect(shuffle(items, "a")).not.toEqual(shuffle(items, "b"));
  });

  it("puts each item at each place equally often", () => {
    const seeds = Array.from({ length: 4000 }, (_, seed) => shuffle([0, 1, 2, 3], String(seed)));
    const counts = [0, 1, 2, 3].map((item) =>
      [0, 1, 2, 3].map((place) => seeds.filter((order) => order[place] === item).length),
    );
    // 1000 are expected, with a standard deviation of 27.
    for (const count of counts.flat()) expect(Math.abs(count - 1000)).toBeLessThan(140);
  });
});

describe("what is shown", () => {
  it("keeps questions in order, and True before False", async () => {
    const { questions } = await open();
    expect(questions.map(({ id }) => id)).toEqual(findQuiz("3.2").questions.map(({ id }) => id));
    const all = ["3.2", "3.3", "3.4", "3.5"].flatMap((id) => findQuiz(id).questions);
    for (const { type, choices } of showQuestions(all, "any"))
      if (type === "boolean") expect(choices.map(({ text }) => text)).toEqual(["True", "False"]);
  });

  it("has another order of choices for another member, and the same for the same [C13-03]", async () => {
    const order = async (member: string) =>
      JSON.stringify(
        (await quiz("3.3", { member, root })).questions.map(({ choices }) => choices.map((c) => c.index)),
      );
    expect(await order("ada")).toBe(await order("ada"));
    expect(await order("ada")).not.toBe(await order("charles"));
  });

  it("has all of it as text, without the key, and says that it is an honour system", async () => {
    const handle = await open();
    const { "text/plain": text = "", "text/html": markup = "" } = await shown(handle);
    for (const { prompt, choices } of handle.questions) {
      expect(text).toContain(prompt.trim());
      for (const choice of choices) expect(text).toContain(choice.text.trim());
      for (const choice of choices) expect(text).not.toContain(choice.why.trim());
    }
    expect(text).toContain("honour system");
    // What a page without scripts shows.
    const visible = markup.replace(/<script>[\s\S]*<\/script>/, "");
    expect(visible).not.toMatch(/correct|"why"/);
    expect(visible).toContain("honour system");
  });

  it("shows the code of a question as code, and as text with its lines [C13-02]", async () => {
    const handle = await open();
    const { "text/plain": text = "", "text/html": markup = "" } = await shown(handle);
    const snippets = handle.questions.flatMap(({ prompt }) => /```ts\n([\s\S]*?)```/.exec(prompt)?.[1] ?? []);
    expect(snippets.length).toBeGreaterThan(0);
    expect(markup.match(/<pre><code[^>]*>/g)?.length).toBeGreaterThanOrEqual(snippets.length);
    for (const line of snippets.flatMap((snippet) => snippet.trimEnd().split("\n")))
      expect(text).toContain(line);
  });

  it("is the same each time without a kernel, so that outputs can be compared", async () => {
    const [first, second] = [await shown(await open()), await shown(await open())];
    expect(first).toEqual(second);
    expect(first["text/html"]).not.toContain("127.0.0.1");
  });
});

describe("answers", () => {
  it("are graded, explained and recorded by their places in the bank [C13-01]", async () => {
    const handle = await open();
    const question = firstOf(handle, "single");
    const [letter = ""] = lettersOf(question, true);
    const verdict = handle.answer(question.number, letter);
    expect(verdict.correct).toBe(true);
    const { "text/plain": text = "", "text/html": markup = "" } = await shown(verdict);
    expect(text).toContain("Recorded for ada.");
    for (const { why } of question.choices)
      expect(text.replace(/\s+/g, " ")).toContain(why.trim().replace(/\s+/g, " "));
    expect(markup.match(/lcq-why/g)?.length).toBeGreaterThanOrEqual(question.choices.length);
    const bank = findQuiz("3.2").questions.find(({ id }) => id === question.id);
    const [event] = await readEvents({ root });
    expect(event).toMatchObject({ member: "ada", kind: "quiz", subject: "3.2" });
    expect(event?.result).toEqual({
      question: question.id,
      choices: [bank?.choices.findIndex(({ correct }) => correct)],
      correct: true,
    });
  });

  it("to a question with several right ones need all of them and no other", async () => {
    const handle = await quiz("3.4", { member: "ada", root });
    const question = firstOf(handle, "multiple");
    const right = lettersOf(question, true);
    const wrong = lettersOf(question, false);
    const isRight = (...letters: string[]) => handle.answer(question.number, ...letters).correct;
    expect(isRight(...right)).toBe(true);
    expect(isRight(...right.toReversed())).toBe(true);
    expect(isRight([...right].join(""))).toBe(true);
    expect(isRight(...right, ...wrong)).toBe(false);
    expect(isRight(...right.slice(1), ...wrong.slice(0, 1))).toBe(false);
  });

  it("count by the last one to each question", async () => {
    const handle = await open();
    const question = firstOf(handle, "single");
    const { number } = question;
    await handle.answer(number, lettersOf(question, false)[0] ?? "").recorded;
    expect(await handle.score()).toMatchObject({ right: 0, answered: 1, total: handle.questions.length });
    await handle.answer(number, lettersOf(question, true)[0] ?? "").recorded;
    const score = await (await open()).score();
    expect(score).toMatchObject({ right: 1, answered: 1 });
    expect(score.open).not.toContain(number);
    expect(await (await quiz("3.2", { member: "charles", root })).score()).toMatchObject({ answered: 0 });
  });

  it("to questions and choices that the bank has no more do not count", async () => {
    const handle = await open();
    const question = firstOf(handle, "single");
    await handle.answer(question.number, "a").recorded;
    const file = join(root, "work/ada/progress.jsonl");
    const event = JSON.parse(readFileSync(file, "utf8"));
    const old = (result: object, i: number) =>
      `${JSON.stringify({ ...event, id: crypto.randomUUID(), at: `2090-01-0${i}T00:00:00.000Z`, result })}\n`;
    appendFileSync(file, old({ question: "no-longer-there", choices: [0], correct: true }, 1));
    appendFileSync(file, old({ question: question.id, choices: [7], correct: true }, 2));
    expect(await (await open()).score()).toMatchObject({ right: 0, answered: 0 });
  });

  it("of a version there never was are an error with file and line", async () => {
    await (await open()).answer(1, "a").recorded;
    const file = join(root, "work/ada/progress.jsonl");
    appendFileSync(file, `${JSON.stringify({ v: 0, quiz: "3.2", answer: "b" })}\n`);
    await expect((await open()).score()).rejects.toThrow(/^work\/ada\/progress\.jsonl:2: .*version/);
  });

  it("are graded also where progress cannot be written, and say so", async () => {
    mkdirSync(join(root, "work/ada"), { recursive: true });
    writeFileSync(join(root, "work/ada/progress.jsonl"), "{\n");
    const handle = await open();
    const question = firstOf(handle, "single");
    const verdict = handle.answer(question.number, ...lettersOf(question, true));
    const { "text/plain": text } = await shown(verdict);
    expect(verdict.correct).toBe(true);
    expect(text).toContain("nothing is recorded: work/ada/progress.jsonl:1: JSON expected");
  });

  it("are remembered by this process where nobody is known", async () => {
    const handle = await quiz("6.10", { root });
    const verdict = handle.answer(1, "a");
    expect(await verdict.recorded).toBeUndefined();
    expect((await shown(verdict))["text/plain"]).toContain("nothing is recorded");
    expect(await handle.score()).toMatchObject({ answered: 1 });
    expect(await readEvents({ root })).toEqual([]);
  });
});

describe("bad input", () => {
  it.each([
    ["3.7", /no quiz of this section, perhaps 3\.5 or .*: 3\.7$/],
    ["3", /perhaps 3\.2 or 3\.3/],
    ["12.3", /perhaps 6\.10/],
    ["../03", /no quiz of this section/],
    ["", /no quiz of this section/],
  ])("names quizzes that are near to %j", async (id, expected) => {
    await expect(quiz(id, { member: "ada", root })).rejects.toThrow(expected);
  });

  it("refuses letters and questions that are not there, none, and two where one is right", async () => {
    const handle = await open();
    const { number, choices } = firstOf(handle, "single");
    const last = choices.at(-1)?.letter;
    const answer =
      (...letters: string[]) =>
      () =>
        handle.answer(number, ...letters);
    expect(answer("z")).toThrow(`question ${number}: a letter from a to ${last} (or a number) expected: z`);
    expect(answer("9")).toThrow("expected: 9");
    expect(answer("a;")).not.toThrow();
    expect(answer("?")).toThrow("expected: ?");
    expect(answer()).toThrow("none was given");
    expect(answer("", " ")).toThrow("none was given");
    expect(answer("a", "b")).toThrow("one answer expected, since only one is right: a, b");
    expect(answer("a", "A")).not.toThrow();
    expect(() => handle.answer(99, "a")).toThrow(
      `a question from 1 to ${handle.questions.length} expected: 99`,
    );
    expect(() => handle.answer(0, "a")).toThrow("expected: 0");
  });

  it("takes true and false in words", () => {
    const [question] = showQuestions(
      [
        {
          ...{ id: "x", type: "boolean", prompt: "?" },
          choices: [
            { text: "True", correct: true, why: "y" },
            { text: "False", correct: false, why: "n" },
          ],
        },
      ],
      "",
    );
    if (!question) throw new Error("no question");
    for (const word of ["true", "True", "a", "1"])
      expect(parseAnswer(question, [word])).toMatchObject([{ text: "True" }]);
    expect(() => parseAnswer(question, ["perhaps"])).toThrow("expected: perhaps");
  });
});
