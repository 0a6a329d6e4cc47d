import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readEvents } from "../progress/index.ts";
import { codeExam } from "./index.ts";
import { sitCodeExam, writeTemplate } from "./sit-code-exam.ts";

it("writes the program once, never over a learner's, and records each grade with another seed", async () => {
  const root = mkdtempSync(join(tmpdir(), "sit-code-exam-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [exam, options] = [await codeExam(3), { member: "ada", root }];
  await expect(sitCodeExam(exam, options)).rejects.toThrow(/--code: work\/ada\/exams\/chapter-3\.ts$/);
  expect(await writeTemplate(exam, options)).toEqual({ file: "work/ada/exams/chapter-3.ts", written: true });
  const file = join(root, "work/ada/exams/chapter-3.ts");
  expect(readFileSync(file, "utf8")).toBe(readFileSync(exam.template, "utf8"));
  writeFileSync(file, "export const pad = 1;\n");
  expect((await writeTemplate(exam, options)).written).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("export const pad = 1;\n");

  const grade = await sitCodeExam(exam, options);
  expect(grade.passed).toBe(false);
  await sitCodeExam(exam, options);
  await sitCodeExam(exam, { ...options, seed: "mine" });
  const events = await readEvents({ root, kind: "code-exam" });
  expect(events.map(({ subject, result }) => [subject, result.passed, result.seed])).toEqual([
    ["3", false, "1"],
    ["3", false, "2"],
    ["3", false, "mine"],
  ]);
  expect(events[0]?.result).toMatchObject({
    tests: grade.tests.length,
    failed: grade.tests.map(({ name }) => name),
  });
});
