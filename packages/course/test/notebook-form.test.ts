import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { chapters } from "../src/data/chapters.ts";
import { exerciseIds } from "../src/exercises/catalog.ts";
import { projectRoot } from "../src/run/project.ts";

type Cell = Notebook["cells"][number];

const tagged = (cell: Cell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;

/** The cells below each section's heading, `## 3.2 …`. */
function sections(notebook: Notebook): Map<string, Cell[]> {
  const found = new Map<string, Cell[]>();
  let current: Cell[] = [];
  for (const cell of notebook.cells) {
    const number = cell.cell_type === "markdown" && /^## (\d+\.\d+b?)\b/m.exec(cell.source)?.[1];
    if (number) {
      current = [];
      found.set(number, current);
    }
    current.push(cell);
  }
  return found;
}

const quizIds = async (chapter: number): Promise<string[]> => {
  const file = join(import.meta.dirname, "../src/quiz/bank", `${String(chapter).padStart(2, "0")}.yaml`);
  return (parse(await readFile(file, "utf8")) as { quizzes: { id: string }[] }).quizzes.map(({ id }) => id);
};

/** Chapters that have all of it; the others are getting it. */
const formed = [1, 2, 3, 4, 5, 6];

describe.each(chapters.filter(({ number }) => formed.includes(number)))(
  "chapter $number",
  async (chapter) => {
    const notebook = await readNotebook(join(projectRoot, "notebooks", `${chapter.slug}.ipynb`));
    const code = notebook.cells.filter((cell) => cell.cell_type === "code");
    const sources = code.map(({ source }) => source).join("\n\n");

    test("each of its quizzes is asked in its section", async () => {
      const bySection = sections(notebook);
      for (const id of await quizIds(chapter.number)) {
        const cells = bySection.get(id)?.filter((cell) => cell.cell_type === "code") ?? [];
        expect(cells.map(({ source }) => source).join("\n"), `section ${id}`).toContain(`quiz("${id}")`);
      }
    });

    test("each of its exercises is shown and can be checked", () => {
      const own = exerciseIds.filter((id) => id.startsWith(`${chapter.number}.`));
      expect(own).toContain(`${chapter.number}.practical`);
      expect(own).toContain(`${chapter.number}.bug`);
      for (const id of own) {
        const name = new RegExp(`const (\\w+) = exercise\\("${id.replaceAll(".", "\\.")}"\\)`).exec(
          sources,
        )?.[1];
        expect(name, `exercise ${id}`).toBeDefined();
        expect(sources, `the check of ${id}`).toContain(`${name}.check(`);
      }
    });

    test("no code cell has more than twenty lines", () => {
      for (const { id, source } of code) expect(source.split("\n").length, id).toBeLessThanOrEqual(20);
    });

    test("a pipeline that an exercise is about can still be asked there", () => {
      for (const [i, { id, source }] of code.entries()) {
        const parameters = /\.check\(undefined\) \/\/ in its place: (?:async )?\(([\w, ]+)\)/.exec(
          source,
        )?.[1];
        const before = code
          .slice(0, i)
          .map(({ source }) => source)
          .join("\n");
        for (const name of parameters?.split(", ") ?? [])
          expect(before, `${name} for ${id}`).not.toContain(`${name}.dispose()`);
      }
    });

    test("a section with three or more code cells has Python beside it [C13-07]", () => {
      for (const [number, cells] of sections(notebook)) {
        const strips = cells.filter((cell) => tagged(cell, "python"));
        const long = cells.filter((cell) => cell.cell_type === "code").length >= 3;
        expect(strips.length, `tables of Python in ${number}`).toBe(long ? 1 : Math.min(strips.length, 1));
        for (const { source } of strips) {
          expect(source).toContain("| Python | here |");
          const rows = source
            .split("\n")
            .filter((line) => line.startsWith("|"))
            .slice(2);
          expect(rows.length, number).toBeGreaterThanOrEqual(3);
          // Two columns with code in the second: a bar within code would make three.
          for (const row of rows) expect(row, number).toMatch(/^\|[^|]+\|[^|]*`[^|]+\|$/);
        }
      }
    });

    test("what is said to be wrong in the original is proved in the next cell", () => {
      for (const [i, cell] of notebook.cells.entries()) {
        if (!tagged(cell, "erratum")) continue;
        expect(cell.source, cell.id).toMatch(/^> \*\*Erratum, \d+\.\d+b?\.\*\* /);
        const proof = notebook.cells[i + 1];
        expect(proof?.cell_type === "code" && /\bassert\b/.test(proof.source), cell.id).toBe(true);
      }
    });

    test("at least two outputs are guessed before they are seen", () => {
      const asked = [...sources.matchAll(/const (\w+) = predict\(\s*"(\d+)\.\d+b?-[\w-]+"/g)];
      expect(asked.length).toBeGreaterThanOrEqual(2);
      for (const [, name, number] of asked) {
        expect(number).toBe(String(chapter.number));
        expect(sources.indexOf(`${name}.reveal(`), name).toBeGreaterThan(
          sources.indexOf(`const ${name} = predict(`),
        );
      }
    });
  },
);
