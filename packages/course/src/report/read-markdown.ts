import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CardSyntaxError, parseYaml } from "@llm-course/hub/parse-yaml";
import { type Block, parseMarkdown } from "@llm-course/report";
import type { z } from "zod";
import { FileError } from "../errors.ts";

export interface MarkdownFile<Data> {
  /** In the repository, with `/`. */
  readonly file: string;
  readonly data: Data;
  readonly blocks: readonly Block[];
  /** Of the text. */
  readonly firstLine: number;
  /** What was left out for safety, one line each with file and line. */
  readonly warnings: readonly string[];
  /** The line in the file where a text first stands, or the first. */
  lineOf(text: string): number;
}

/**
 * A Markdown file of the report, with its front matter.
 *
 * @param file below `root`
 * @throws FileError for front matter that is missing, or not what the schema says
 */
export async function readMarkdown<Schema extends z.ZodType>(
  file: string,
  { root, schema }: { root: string; schema: Schema },
): Promise<MarkdownFile<z.output<Schema>>> {
  const text = (await readFile(join(root, file), "utf8")).replaceAll("\r\n", "\n");
  const front = /^---\n([\s\S]*?\n)---(?:\n|$)/.exec(text);
  if (!front)
    throw new FileError('front matter between two lines "---" expected at the begin of the file', {
      file,
      line: 1,
    });
  const lineOf = (part: string) => text.slice(0, Math.max(0, text.indexOf(part))).split("\n").length;
  const { blocks, leftOut } = parseMarkdown(text.slice(front[0].length));
  const warnings = leftOut.map(
    (raw) => `${file}:${lineOf(raw)}: left out, Markdown without HTML and images expected: ${firstOf(raw)}`,
  );
  return {
    file,
    data: dataOf(front[1] ?? "", file, schema),
    blocks,
    firstLine: front[0].split("\n").length,
    warnings,
    lineOf,
  };
}

function dataOf<Schema extends z.ZodType>(yaml: string, file: string, schema: Schema): z.output<Schema> {
  try {
    return parseYaml(yaml, schema).value;
  } catch (error) {
    if (!(error instanceof CardSyntaxError)) throw error;
    // The first fence is a line, too.
    throw new FileError(error.reason, { file, line: error.line + 1, cause: error });
  }
}

const firstOf = (raw: string): string => {
  const [line = ""] = raw.split("\n");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
};
