import { type Block, textOf } from "@llm-course/report";
import { z } from "zod";
import { FileError } from "../errors.ts";
import { type MarkdownFile, readMarkdown } from "./read-markdown.ts";

/** The team's own text. */
export const reportTextPath = "report/report.md";

const reportTextSchema = z.strictObject({
  title: z.string().min(1),
  subtitle: z.string().optional(),
  /** Default: the day on which the report is built. */
  date: z.iso.date({ error: "a date such as 2030-02-03 expected" }).optional(),
  /** A tag such as "en" or "fr". Default: en */
  language: z.string().default("en"),
});

/** A section that the team wrote, with its heading. */
export interface OwnSection {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportText extends MarkdownFile<z.output<typeof reportTextSchema>> {
  /** By the headings of the first level, in their order. */
  readonly sections: readonly OwnSection[];
}

/** Before it stands what was done and measured, from it on what the team makes of that. */
export const whatDidNotWork = "What did not work";

/** Without these it is no report. */
const required = ["Summary", whatDidNotWork];

/**
 * The team's text: a summary, what did not work, and what else they write.
 *
 * @throws FileError for front matter that is missing or wrong, a section that is missing or empty, text before the first one
 */
export async function readReportText(root: string): Promise<ReportText> {
  const text = await readMarkdown(reportTextPath, { root, schema: reportTextSchema });
  const sections: { title: string; blocks: Block[] }[] = [];
  for (const block of text.blocks) {
    if (block.type === "heading" && block.level === 1)
      sections.push({ title: textOf(block.content), blocks: [] });
    else if (sections.length > 0) sections.at(-1)?.blocks.push(block);
    else
      throw new FileError('a heading such as "# Summary" expected first', {
        file: text.file,
        line: text.firstLine,
      });
  }
  for (const title of required) {
    const found = sections.find((section) => section.title === title);
    const line = found ? text.lineOf(`# ${title}`) : 1;
    if (!found || found.blocks.length === 0)
      throw new FileError(`a section with text expected: # ${title}`, { file: text.file, line });
  }
  return { ...text, sections };
}
