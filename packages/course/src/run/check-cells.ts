import { dirname, relative } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { formatDiagnostic, NotebookProgram } from "@llm-course/kernel/compiler";
import { courseCells } from "./course-cells.ts";
import { projectRoot } from "./project.ts";

/**
 * Type-checks a notebook's code cells as the kernel does, each seeing what those before it declare, without running any.
 * A cell tagged `raises-exception` may be wrong on purpose.
 *
 * @returns one line per type error, with the notebook, the cell and the place in it; empty when all is well
 */
export async function checkCells(path: string): Promise<string[]> {
  const name = relative(projectRoot, path).replaceAll("\\", "/");
  const program = new NotebookProgram(dirname(path));
  return courseCells(await readNotebook(path)).flatMap(({ index, id, source, tags }) => {
    const { diagnostics, commit } = program.check(source);
    // As in the kernel, what a wrong cell declares does not exist.
    if (diagnostics.length === 0) commit();
    if (tags.includes("raises-exception")) return [];
    return diagnostics.map((diagnostic) => `${name} cell ${index} (${id}) ${formatDiagnostic(diagnostic)}`);
  });
}
