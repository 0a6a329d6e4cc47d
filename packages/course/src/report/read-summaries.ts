import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { chapters } from "../data/chapters.ts";
import { FileError } from "../errors.ts";
import { type MarkdownFile, readMarkdown } from "./read-markdown.ts";

const summarySchema = z.strictObject({
  chapter: z.int({ error: "the number of the chapter expected" }),
  title: z.string().min(1),
  notebook: z.string(),
  /** Whose takeaways it has. */
  sections: z.array(z.string()),
  /** The chapter's rows in the report's table of results. */
  results: z
    .array(
      z.strictObject({
        /** What was measured. */
        label: z.string().min(1),
        /** A reference, as in the text: `curves.loss .2`. */
        figure: z.string().min(1),
        /** What it is compared with, and where that is from. Figures in braces are filled in. */
        against: z.string().optional(),
      }),
    )
    .default([]),
  /** Pictures of the notebook that the report shows. */
  pictures: z.array(z.strictObject({ cell: z.string(), caption: z.string().min(1) })).default([]),
});

export type Summary = MarkdownFile<z.output<typeof summarySchema>>;

/**
 * The summaries of all chapters that have one, in their order.
 *
 * @throws FileError for one without front matter, or with that of another chapter
 */
export async function readSummaries(root: string): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const { number } of chapters) {
    const file = `summaries/${String(number).padStart(2, "0")}.md`;
    if (!existsSync(join(root, file))) continue;
    const summary = await readMarkdown(file, { root, schema: summarySchema });
    if (summary.data.chapter !== number)
      throw new FileError(`the summary of chapter ${number} expected, it says: ${summary.data.chapter}`, {
        file,
        line: 1,
      });
    summaries.push(summary);
  }
  return summaries;
}
