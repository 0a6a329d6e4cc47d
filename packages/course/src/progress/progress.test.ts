import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readEvents } from "./read-events.ts";
import { recordEvent } from "./record-event.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "progress-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const log = (member: string) => join(root, "work", member, "progress.jsonl");
const exercise = (subject: string, correct = true) =>
  ({ kind: "exercise", subject, result: { correct } }) as const;

it("stores one line per event, and reads by member and kind in order of time", async () => {
  await recordEvent(exercise("5.2.1", false), { member: "ada", root });
  await recordEvent(exercise("5.2.1"), { member: "charles", root });
  const quiz = { question: "batched-map", choices: [2], correct: true };
  const last = await recordEvent({ kind: "quiz", subject: "3.2", result: quiz }, { member: "ada", root });
  expect(
    readFileSync(log("ada"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    expect.objectContaining({ v: 1, kind: "exercise", result: { correct: false } }),
    { v: 1, ...last },
  ]);
  expect((await readEvents({ root })).map(({ member, kind }) => [member, kind])).toEqual([
    ["ada", "exercise"],
    ["charles", "exercise"],
    ["ada", "quiz"],
  ]);
  expect(await readEvents({ member: "charles", kind: "quiz", root })).toEqual([]);
  expect((await readEvents({ kind: "quiz", root }))[0]?.result.question).toBe("batched-map");
});

it("takes the files for what counts when they changed, or when the database is gone or broken", async () => {
  const mine = await recordEvent(exercise("1.3.1"), { member: "ada", root });
  const theirs = {
    v: 1,
    ...mine,
    id: "00000000-0000-4000-8000-000000000000",
    at: "2020-01-01T00:00:00+01:00",
  };
  appendFileSync(log("ada"), `${JSON.stringify(theirs)}\n`);
  expect((await readEvents({ root })).map(({ id }) => id)).toEqual([theirs.id, mine?.id]);
  for (const suffix of ["-wal", "-shm"])
    rmSync(join(root, `work/.progress.sqlite${suffix}`), { force: true });
  writeFileSync(join(root, "work/.progress.sqlite"), "no database ".repeat(1000));
  expect(await readEvents({ root })).toHaveLength(2);
  rmSync(log("ada"));
  expect(await readEvents({ root })).toEqual([]);
});

it("keeps what a newer version of the course adds, and reads what it knows", async () => {
  mkdirSync(join(root, "work/ada"), { recursive: true });
  const id = "00000000-0000-4000-8000-000000000000";
  const common = { v: 2, at: "2020-01-07T10:00:00.000Z", member: "ada", subject: "3" };
  const lines = [
    { ...common, id: "a", kind: "duel", result: {} },
    { ...common, id, kind: "exercise", result: { correct: true, effort: 3 }, mood: "good" },
    { ...common, id: "b", kind: "exercise", result: { grade: "A" } },
  ].map((event) => JSON.stringify(event));
  writeFileSync(log("ada"), lines.join("\n"));
  await recordEvent(exercise("1.3.1"), { member: "ada", root });
  expect(readFileSync(log("ada"), "utf8").split("\n").slice(0, 3)).toEqual(lines);
  expect(await readEvents({ member: "ada", root })).toEqual([
    expect.objectContaining({ id, mood: "good" }),
    expect.objectContaining({ subject: "1.3.1" }),
  ]);
});

it("drops a line that was being written when the machine stopped, and no other", async () => {
  await recordEvent(exercise("1.3.1"), { member: "ada", root });
  appendFileSync(log("ada"), '{"v":1,"id":"é');
  expect(await readEvents({ root })).toHaveLength(1);
  await recordEvent(exercise("1.3.2"), { member: "ada", root });
  expect((await readEvents({ root })).map(({ subject }) => subject)).toEqual(["1.3.1", "1.3.2"]);
  expect(readFileSync(log("ada"), "utf8").split("\n")).toHaveLength(3);
});

it.each([
  ["no JSON", "{]\n", /^work\/ada\/progress\.jsonl:2: JSON expected$/],
  ["a conflict", "<<<<<<< HEAD\n", /:2: a merge conflict; keep the lines of both sides/],
  ["an older version", '{"id":"x"}\n', /:2: an event of version 1 expected .*older course wrote this/],
  ["a result of another kind", "wrong", /:2: "result\.correct" of the event/],
  [
    "an event of somebody else",
    "charles",
    /:2: an event of ada expected, whose folder this is; .*: charles$/,
  ],
])("names file and line of %s", async (_, text, message) => {
  const event = await recordEvent(exercise("1.3.1"), { member: "ada", root });
  const changed = {
    wrong: { v: 1, ...event, result: { correct: "yes" } },
    charles: { v: 1, ...event, member: "charles" },
  }[text];
  appendFileSync(log("ada"), changed ? `${JSON.stringify(changed)}\n` : text);
  if (!changed) appendFileSync(log("ada"), "\n");
  await expect(readEvents({ root })).rejects.toThrow(message);
});

it("reads a member's events whatever is wrong with the others' files", async () => {
  await recordEvent(exercise("1.3.1"), { member: "ada", root });
  await recordEvent(exercise("1.3.2"), { member: "charles", root });
  writeFileSync(log("charles"), "{]\n");
  expect((await readEvents({ member: "ada", root })).map(({ subject }) => subject)).toEqual(["1.3.1"]);
  await expect(readEvents({ root })).rejects.toThrow(/^work\/charles\/progress\.jsonl:1: JSON expected$/);
});

it("refuses a result that its kind does not have, and writes nothing", async () => {
  const wrong = { kind: "exam", subject: "3", result: { score: 1 } } as never;
  await expect(recordEvent(wrong, { member: "ada", root })).rejects.toThrow();
  await expect(recordEvent(exercise("1.3.1"), { member: "../ada", root })).rejects.toThrow();
  expect(await readEvents({ root })).toEqual([]);
});

it("loses nothing when several processes record at a time", async () => {
  const script = `
    import { recordEvent } from ${JSON.stringify(join(import.meta.dirname, "record-event.ts"))};
    const [root, name] = process.argv.slice(-2);
    for (let i = 0; i < 20; i++)
      await recordEvent({ kind: "exercise", subject: name + i, result: { correct: true } }, { member: "ada", root });`;
  const children = ["a", "b", "c"].map((name) =>
    spawn(process.execPath, ["--input-type=module", "-e", script, root, name], { stdio: "inherit" }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual([0, 0, 0]);
  const events = await readEvents({ root });
  expect(new Set(events.map(({ subject }) => subject)).size).toBe(60);
  expect(readFileSync(log("ada"), "utf8").trimEnd().split("\n")).toHaveLength(60);
});

it("records nothing where notebooks are executed without a learner", async () => {
  vi.stubEnv("COURSE_HEADLESS", "1");
  expect(await recordEvent(exercise("5.2.1"), { member: "ada", root })).toBeUndefined();
  vi.unstubAllEnvs();
  expect(await readEvents({ root })).toEqual([]);
});
