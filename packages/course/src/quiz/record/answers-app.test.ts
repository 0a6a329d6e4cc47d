import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, startServer } from "@llm-course/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readEvents } from "../../progress/index.ts";
import { examOf } from "../exam/exam-of.ts";
import { findQuiz } from "../find-quiz.ts";
import { isRight } from "../shown-question.ts";
import { answersApp } from "./answers-app.ts";
import { answersEndpoint } from "./endpoint.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "answers-"));
  Object.assign(globalThis, { [Symbol.for("llm-course.display")]: {} });
});
afterEach(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, Symbol.for("llm-course.display"));
  rmSync(root, { recursive: true, force: true });
});

const [question] = findQuiz("3.2").questions.filter(({ type }) => type === "single");
const right = question?.choices.findIndex(({ correct }) => correct) ?? -1;
const answer = { quiz: "3.2", question: question?.id, choices: [right] };
const page = "http://localhost:8888";

async function endpoint() {
  const found = await answersEndpoint({ member: "ada", root });
  if (!found) throw new Error("no endpoint");
  return found;
}

async function post(body: unknown, headers: Record<string, string> = {}, path = "answers") {
  const { url, token } = await endpoint();
  const response = await fetch(`${url}/${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      origin: page,
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

it("records an answer, graded anew, and lets the notebook's page read that", async () => {
  const { status, text, headers } = await post(answer);
  expect([status, JSON.parse(text)]).toEqual([200, { message: "Recorded for ada." }]);
  expect(headers.get("access-control-allow-origin")).toBe(page);
  const [event] = await readEvents({ root });
  expect(event).toMatchObject({ member: "ada", kind: "quiz", subject: "3.2" });
  expect(event?.result).toEqual({ question: answer.question, choices: [right], correct: true });
  const wrong = right === 0 ? 1 : 0;
  await post({ ...answer, choices: [wrong] });
  expect((await readEvents({ root })).at(-1)?.result).toMatchObject({ correct: false });
});

it.each([
  ["no token", { authorization: "" }, 401],
  ["another token", { authorization: `Bearer ${"x".repeat(32)}` }, 401],
  ["a page of somebody else, even with the token", { origin: "https://evil.example" }, 403],
  ["a page whose name begins like ours", { origin: "http://localhost.evil.example:8888" }, 403],
  ["a page without an origin, as of a file", { origin: "null" }, 403],
  ["a form's content type", { "content-type": "text/plain" }, 415],
])("refuses %s", async (_, headers, status) => {
  expect((await post(answer, headers)).status).toBe(status);
  expect(await readEvents({ root })).toEqual([]);
});

it.each([
  ["an unknown quiz", { ...answer, quiz: "3.9" }],
  ["an unknown question", { ...answer, question: "none" }],
  ["a path for a quiz", { ...answer, quiz: "../../03" }],
  ["a choice that is not there", { ...answer, choices: [19] }],
  ["two choices where one is right", { ...answer, choices: [0, 1] }],
  ["no choice", { ...answer, choices: [] }],
  ["a member", { ...answer, member: "charles" }],
  ["its own grade", { ...answer, correct: true }],
  ["what is no answer", []],
])("refuses %s", async (_, body) => {
  const { status, text } = await post(body);
  expect(status).toBe(422);
  expect(JSON.parse(text).error.message).toBeTruthy();
  expect(await readEvents({ root })).toEqual([]);
});

describe("an exam", () => {
  const { questions } = examOf(4, "1");
  /** Answers to all of its questions. */
  const answers = Object.fromEntries(questions.map(({ id }) => [id, [0]]));
  const exam = { chapter: 4, seed: "1", answers };
  const message = ({ text }: { text: string }) => JSON.parse(text).error?.message;

  it("is recorded once, graded anew", async () => {
    expect(JSON.parse((await post(exam, {}, "exams")).text).message).toMatch(/^Recorded for ada\./);
    const right = questions.filter((question) => isRight(question, [0])).length;
    expect((await readEvents({ root })).map(({ kind, result }) => [kind, result])).toMatchObject([
      ["exam", { score: right, total: questions.length, seed: "1" }],
    ]);
    const again = await post(exam, {}, "exams");
    expect(again.status).toBe(422);
    expect(message(again)).toContain("has sat this draw");
    expect(await readEvents({ root })).toHaveLength(1);
  });

  it("is recorded once by two pages that hand it in at the same time", async () => {
    const both = await Promise.all([post(exam, {}, "exams"), post(exam, {}, "exams")]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await readEvents({ root })).toHaveLength(1);
  });

  it.each([
    ["of a chapter that is not there", { ...exam, chapter: 77 }, /no questions for this chapter/],
    ["with open questions", { ...exam, answers: {} }, /open are: 1, 2, 3/],
    [
      "with one open question",
      { ...exam, answers: { ...answers, [questions[1]?.id ?? ""]: undefined } },
      /^an answer to each question expected, open are: 2$/,
    ],
    ["with another question", { ...exam, answers: { ...answers, none: [0] } }, /the exam has changed/],
    [
      "with a choice that is not there",
      { ...exam, answers: { ...answers, [questions[0]?.id ?? ""]: [19] } },
      /the exam has changed/,
    ],
  ])("is refused %s", async (_, body, says) => {
    const refused = await post(body, {}, "exams");
    expect(refused.status).toBe(422);
    expect(message(refused)).toMatch(says);
    expect(await readEvents({ root })).toEqual([]);
  });
});

it("is not there without a kernel, and in one without a learner", async () => {
  vi.stubEnv("COURSE_HEADLESS", "1");
  expect(await answersEndpoint({ root })).toBeUndefined();
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, Symbol.for("llm-course.display"));
  expect(await answersEndpoint({ root })).toBeUndefined();
});

it("has one server for a member, on this machine only, with another token for each", async () => {
  const [one, same, other] = [
    await endpoint(),
    await endpoint(),
    await answersEndpoint({ member: "charles", root }),
  ];
  expect(same).toEqual(one);
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(other?.token).not.toBe(one.token);
});

it("shows nothing of a failure", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  await using server: RunningServer = await startServer(answersApp({ member: "../../etc", root }));
  const response = await fetch(`${server.url}/answers`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(answer),
  });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("etc");
  quiet.mockRestore();
});
