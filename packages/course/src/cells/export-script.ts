import { basename, dirname } from "node:path";
import { type CodeCell, hasTag, isCodeCell, type Notebook } from "@llm-course/kernel";
import { NotebookProgram } from "@llm-course/kernel/compiler";
import { analyzeCells } from "./analyze-cells.ts";
import { joinCells } from "./join-cells.ts";
import { scriptCell } from "./script-cell.ts";

/**
 * A notebook as a TypeScript program that Node runs by itself, in a folder whose packages it can import: text as comments, what
 * cells show printed in its text form. A name that a later cell declares anew has a number there. Cells tagged `hub` run with
 * COURSE_PROFILE=hub only, errors of cells tagged `raises-exception` are printed, and a cell that does not compile, as some
 * do on purpose, is a comment.
 *
 * @param path where the notebook lies: its imports resolve from there
 */
export function exportScript({ cells }: Notebook, path: string): string {
  const code = cells.filter(isCodeCell);
  const { wrong, values } = check(code, dirname(path));
  const good = code.filter((cell) => !wrong.has(cell));
  const analyzed = analyzeCells(good.map(({ source }) => source));
  const parts = analyzed.map((cell) => ({ cell }));
  const { edits, reserved } = joinCells(parts, "first", (module, name) => !values.has(`${module} ${name}`));
  const show = ["show", "showValue", "showCellValue"].find((name) => !reserved.has(name)) ?? "show_";
  const lines = cells.map((cell) => {
    if (!isCodeCell(cell)) return comment(cell.source);
    const at = good.indexOf(cell);
    const one = analyzed[at];
    if (!one) return comment(`This cell does not compile:\n\n${cell.source}`);
    return scriptCell(one.source, edits[at] ?? [], show, {
      hub: hasTag(cell, "hub"),
      raises: hasTag(cell, "raises-exception"),
    });
  });
  const from = show === "show" ? show : `show as ${show}`;
  const head = [
    `// ${basename(path)} as a program. Run it with Node 24, in a folder of this repository that can import what it imports.`,
    `import { ${from} } from "@llm-course/course/script";`,
  ].join("\n");
  return `${[head, ...lines].filter(Boolean).join("\n\n")}\n`;
}

/** The cells that do not compile, and which imported names are more than types, as "module name". */
function check(code: readonly CodeCell[], folder: string): { wrong: Set<CodeCell>; values: Set<string> } {
  const program = new NotebookProgram(folder);
  const wrong = new Set<CodeCell>();
  const values = new Set<string>();
  for (const cell of code) {
    const checked = program.check(cell.source);
    if (!checked.cell) {
      wrong.add(cell);
      continue;
    }
    checked.commit();
    for (const { specifier, bindings } of checked.cell.imports)
      for (const [imported] of bindings) values.add(`${specifier} ${imported}`);
  }
  return { wrong, values };
}

const comment = (text: string): string =>
  text
    .trim()
    .split(/\r?\n|[\r\u2028\u2029]/)
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");
