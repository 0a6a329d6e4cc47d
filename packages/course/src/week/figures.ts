import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasTag, isCodeCell, type Notebook, readNotebook } from "@llm-course/kernel";
import { z } from "zod";
import { FileError } from "../errors.ts";
import { costChanged, roundCost } from "../run/cost.ts";
import { sourceHash } from "../run/run-hash.ts";
import type { ExecutedChapter } from "./executed-chapters.ts";
import { figuresPath } from "./week-files.ts";

const chapterFigures = z.object({
  platform: z.string(),
  profile: z.string(),
  /** Rounded up, and kept while it is about right, so that runs do not churn it. */
  cost: z.object({ seconds: z.number(), memoryMb: z.number(), downloadMb: z.number() }),
  /** Code cells executed. */
  cells: z.number(),
  /** Cells with assertions, all of which held. */
  checks: z.number(),
  /** Capabilities of the course that these prove. */
  capabilities: z.number(),
  /** By the id of a cell whose value is a number, or the id and the key where it is an object of numbers. */
  figures: z.record(z.string(), z.number()),
});

const figuresFile = z.object({ version: z.literal(1), chapters: z.record(z.string(), chapterFigures) });

export type ChapterFigures = z.output<typeof chapterFigures>;

/**
 * The text of `summaries/figures.json` with the chapters of a week as they were executed, and the others as they are.
 *
 * @param output where the last run left the executed notebooks
 * @throws FileError when what is there is no such file, or of another version
 */
export async function figuresText(
  executed: readonly ExecutedChapter[],
  { root, output }: { root: string; output: string },
): Promise<string> {
  const before = await readFigures(root);
  const now = await Promise.all(
    executed.map(
      async (chapter) => [chapter.slug, await figures(chapter, before[chapter.slug], output)] as const,
    ),
  );
  const all = Object.entries({ ...before, ...Object.fromEntries(now) });
  const sorted = Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, chapters: sorted }, null, 2)}\n`;
}

async function readFigures(root: string): Promise<Record<string, ChapterFigures>> {
  const text = await readFile(join(root, figuresPath), "utf8").catch(() => undefined);
  if (text === undefined) return {};
  try {
    return figuresFile.parse(JSON.parse(text)).chapters;
  } catch (cause) {
    const message = "figures of version 1 expected; delete the file, and it is written anew";
    throw new FileError(message, { file: figuresPath, line: 1, cause });
  }
}

async function figures(
  { slug, notebook, record }: ExecutedChapter,
  before: ChapterFigures | undefined,
  output: string,
): Promise<ChapterFigures> {
  const { run, checks } = record;
  if (!run) throw new Error(`a record with its run expected: ${record.path}`);
  const cost = before && !costChanged(before.cost, run) ? before.cost : roundCost(run);
  return {
    platform: run.platform,
    profile: run.profile,
    cost,
    cells: run.cells,
    checks: checks.length,
    capabilities: new Set(checks.flatMap(({ covers }) => covers)).size,
    figures: namedFigures(await executedNotebook(slug, notebook, output)),
  };
}

/** The notebook as it was executed; as it is stored, where the output folder has that of another state. */
async function executedNotebook(slug: string, notebook: Notebook, output: string): Promise<Notebook> {
  const executed = await readNotebook(join(output, "notebooks", `${slug}.ipynb`)).catch(() => undefined);
  return executed && sourceHash(executed) === sourceHash(notebook) ? executed : notebook;
}

/** What cells show as their value where it is a number or a flat object of numbers; not what differs from run to run. */
export function namedFigures(notebook: Notebook): Record<string, number> {
  return Object.fromEntries(
    notebook.cells.flatMap((cell) => {
      if (!isCodeCell(cell) || hasTag(cell, "volatile")) return [];
      const texts = cell.outputs.flatMap((output) =>
        output.output_type === "execute_result" ? [plainText(output.data)] : [],
      );
      return texts.flatMap((text) => numbers(text).map(([key, value]) => [cell.id + key, value] as const));
    }),
  );
}

function plainText(data: unknown): string {
  const text = (data as Record<string, unknown> | undefined)?.["text/plain"];
  return (Array.isArray(text) ? text.join("") : String(text ?? "")).trim();
}

const number = String.raw`-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?`;
const key = String.raw`([\w$]+|'[^'\\]*')`;
const wholeObject = new RegExp(String.raw`^\{\s*(?:${key}:\s*${number}\s*(?:,\s*|(?=\})))+\}$`);
const entry = new RegExp(String.raw`${key}:\s*(${number})`, "g");

/** As Node's `inspect` writes them; six digits say enough. */
function numbers(text: string): [key: string, value: number][] {
  const value = (digits: string) => Number(Number(digits.replaceAll("_", "")).toPrecision(6));
  if (new RegExp(`^${number}$`).test(text)) return [["", value(text)]];
  if (!wholeObject.test(text)) return [];
  return [...text.matchAll(entry)].map(([, name = "", digits = ""]) => [
    `.${name.replaceAll("'", "")}`,
    value(digits),
  ]);
}
