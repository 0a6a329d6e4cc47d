import { readFileSync } from "node:fs";
import { z } from "zod";
import { FileError } from "../errors.ts";

/** Of a notebook, what tells which sections were executed; the runner's own reader loads the kernel, and takes longer. */
const notebook = z.object({
  cells: z.array(
    z.object({
      cell_type: z.string(),
      metadata: z.object({
        tags: z.array(z.string()).default([]),
        course: z.object({ section: z.string().optional() }).optional(),
      }),
      execution_count: z.number().nullish(),
      outputs: z.array(z.object({ output_type: z.string() })).default([]),
    }),
  ),
});

/**
 * The sections of a notebook that have code, and whether all of it was executed without an error; cells that need the Hub
 * do not count, nor those a learner added.
 *
 * @param file for errors
 * @throws FileError for what is no notebook, as after a merge with conflicts
 */
export function sectionProgress(path: string, file: string): Map<string, boolean> {
  const sections = new Map<string, boolean>();
  for (const { cell_type, metadata, execution_count, outputs } of read(path, file)) {
    const section = metadata.course?.section;
    if (cell_type !== "code" || section === undefined || metadata.tags.includes("hub")) continue;
    const mayFail = metadata.tags.includes("raises-exception");
    const failed = !mayFail && outputs.some(({ output_type }) => output_type === "error");
    const executed = typeof execution_count === "number" && !failed;
    sections.set(section, (sections.get(section) ?? true) && executed);
  }
  return sections;
}

function read(path: string, file: string): z.output<typeof notebook>["cells"] {
  const text = readFileSync(path, "utf8");
  const conflict = conflictLine(text);
  if (conflict !== undefined)
    throw new FileError(`a merge conflict; npx -y pnpm@12 course doctor says what mends it: ${file}`, {
      file,
      line: conflict,
    });
  try {
    return notebook.parse(JSON.parse(text)).cells;
  } catch (error) {
    throw new FileError(`a notebook expected: ${file}`, { file, line: 1, cause: error });
  }
}

/** The line, from 1, of the first conflict that git left in a notebook; undefined where there is none. */
export function conflictLine(text: string): number | undefined {
  // Within JSON strings a line cannot begin so: they have no line breaks.
  const found = /^<{7}[ \r\n]/m.exec(text);
  return found ? text.slice(0, found.index).split("\n").length : undefined;
}
