import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FileError } from "../errors.ts";

/** Where the figures of the last run are kept, in the repository. */
export const figuresPath = "summaries/figures.json";

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
  /**
   * By the id of a cell whose value is a number; the id and the key where it is an object of numbers; the id and a name from the
   * cell's metadata.
   */
  figures: z.record(z.string(), z.number()),
});

const figuresFile = z.object({ version: z.literal(1), chapters: z.record(z.string(), chapterFigures) });

export type ChapterFigures = z.output<typeof chapterFigures>;

/**
 * The figures of each chapter that was run, by its slug.
 *
 * @throws FileError for what is no such file, or of another version
 */
export async function readFigures(root: string): Promise<Record<string, ChapterFigures>> {
  const text = await readFile(join(root, figuresPath), "utf8").catch(() => undefined);
  if (text === undefined) return {};
  try {
    return figuresFile.parse(JSON.parse(text)).chapters;
  } catch (cause) {
    const message = "figures of version 1 expected; delete the file, and it is written anew";
    throw new FileError(message, { file: figuresPath, line: 1, cause });
  }
}
