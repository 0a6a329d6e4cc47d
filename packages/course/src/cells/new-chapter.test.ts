import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { afterAll, expect, test } from "vitest";
import { course } from "../../test/course-process.ts";
import { chapters } from "../data/chapters.ts";
import { withCost, withoutCost } from "../run/cost.ts";
import { courseCells } from "../run/course-cells.ts";
import { projectRoot } from "../run/project.ts";
import { writeNew } from "../working-copies/write-new.ts";
import { newChapter } from "./new-chapter.ts";
import { sectionNumbers } from "./section-notebook.ts";

const folder = mkdtempSync(join(tmpdir(), "new-chapter-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(chapters)("chapter $number begins as a notebook with all its sections", async (chapter) => {
  const path = join(folder, `${chapter.slug}.ipynb`);
  await writeNew(path, newChapter(chapter));
  const notebook = await readNotebook(path);
  const numbers = chapter.sections.map(({ number }) => number);
  expect(sectionNumbers(notebook)).toEqual(numbers);
  expect(courseCells(notebook).map(({ section }) => section)).toEqual(numbers);
  const title = notebook.cells[0]?.source ?? "";
  expect(title).toContain(`# Chapter ${chapter.number} · ${chapter.title}\n`);
  const cost = { seconds: 10, memoryMb: 100, downloadMb: 0 };
  expect(withCost(title, cost, 2)).toContain("Takes about 10 seconds");
  expect(withCost(title, cost, 2)).not.toContain("Not run yet");
  expect(withoutCost(title)).not.toContain("Not run yet");
});

test("a chapter that is there is not overwritten, and one that is not of the course is refused", async () => {
  const path = join(projectRoot, "notebooks", "01-transformer-models.ipynb");
  const before = readFileSync(path);
  expect(await course(projectRoot, "new-chapter", "1")).toEqual({
    code: 1,
    stdout: "",
    stderr: `error: expected a name that is free, nothing is overwritten: ${join("notebooks", "01-transformer-models.ipynb")}\n`,
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(await course(projectRoot, "new-chapter", "13")).toMatchObject({
    code: 2,
    stderr: "error: unknown chapter, expected one from 0 to 12: 13\n",
  });
});
