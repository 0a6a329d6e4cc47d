import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readEvents } from "./read-events.ts";
import { recordEvent } from "./record-event.ts";
import { exportProgress, importProgress } from "./transfer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transfer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (machine: string, member: string, subject: string) =>
  recordEvent(
    { kind: "exercise", subject, result: { correct: true } },
    { member, root: join(folder, machine) },
  );
const subjects = async (machine: string) =>
  (await readEvents({ root: join(folder, machine) })).map(({ member, subject }) => `${member} ${subject}`);
const transfer = (from: string, to: string) =>
  importProgress(exportProgress({ root: join(folder, from) }), { file: "x.jsonl", root: join(folder, to) });

it("makes two machines the same, in any order and any number of times [C13-09]", async () => {
  await record("one", "ada", "1.3.1");
  await record("two", "ada", "1.3.2");
  await record("two", "charles", "1.3.3");
  expect(transfer("one", "two")).toEqual({ read: 1, added: 1 });
  expect(transfer("two", "one")).toEqual({ read: 3, added: 2 });
  expect(transfer("two", "one")).toEqual({ read: 3, added: 0 });
  expect(await subjects("one")).toEqual(["ada 1.3.1", "ada 1.3.2", "charles 1.3.3"]);
  expect(exportProgress({ root: join(folder, "one") })).toBe(exportProgress({ root: join(folder, "two") }));
  expect(exportProgress({ root: join(folder, "one"), member: "charles" }).split("\n")).toHaveLength(2);
});

it("carries what only a newer version knows", async () => {
  const newer = '{"v":7,"id":"x","at":"2020-01-01T00:00:00Z","member":"ada","kind":"duel","won":true}\n';
  importProgress(newer, { file: "x.jsonl", root: folder });
  expect(readFileSync(join(folder, "work/ada/progress.jsonl"), "utf8")).toBe(newer);
  expect(exportProgress({ root: folder })).toBe(newer);
});

it.each([
  ["{", /^x\.jsonl:2: JSON expected$/],
  ['{"id":"x"}', /^x\.jsonl:2: an event of version 1 expected/],
  ['{"v":9,"id":"x","at":"2020-01-01T00:00:00Z","member":"../../eve","kind":"duel"}', /^x\.jsonl:2: .*eve$/],
  ['{"v":9,"id":"x","at":"whenever","member":"ada","kind":"duel"}', /^x\.jsonl:2: "at" of the event/],
  ["null", /^x\.jsonl:2: an event of version 1/],
])("adds nothing of a file with the line %s", async (line, message) => {
  await record("one", "ada", "1.3.1");
  const text = `${exportProgress({ root: join(folder, "one") })}${line}\n`;
  expect(() => importProgress(text, { file: "x.jsonl", root: join(folder, "two") })).toThrow(message);
  expect(await subjects("two")).toEqual([]);
});

it("knows only the team where it is told who that is", async () => {
  await record("one", "eve", "1.3.1");
  const text = exportProgress({ root: join(folder, "one") });
  const options = { file: "x.jsonl", root: join(folder, "two"), members: ["ada", "charles"] };
  expect(() => importProgress(text, options)).toThrow("x.jsonl:1: an event of ada or charles expected: eve");
});
