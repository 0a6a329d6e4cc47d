import { join, relative } from "node:path";
import { hasTag, isCodeCell, readNotebook } from "@llm-course/kernel";
import { compilerOptions } from "@llm-course/kernel/compiler";
import ts from "typescript";
import { expect, test } from "vitest";
import { analyzeCells } from "../src/cells/analyze-cells.ts";
import { editedText, joinCells } from "../src/cells/join-cells.ts";
import { sectionNotebook, sectionNumbers } from "../src/cells/section-notebook.ts";
import { findNotebooks } from "../src/run/find-notebooks.ts";
import { projectRoot } from "../src/run/project.ts";

/** Every section with its set-up as one module beside the notebooks, by its path: one program checks them all. */
async function sectionModules(): Promise<Map<string, string>> {
  const modules = new Map<string, string>();
  for (const { path, chapter } of findNotebooks([])) {
    const notebook = await readNotebook(path);
    for (const section of sectionNumbers(notebook)) {
      const cells = sectionNotebook(notebook, section)
        .cells.filter(isCodeCell)
        .filter((cell) => !hasTag(cell, "raises-exception"));
      const analyzed = analyzeCells(cells.map(({ source }) => source));
      const { edits } = joinCells(
        analyzed.map((cell) => ({ cell })),
        "last",
      );
      const texts = analyzed.map(({ source }, i) =>
        editedText(source.text.replace(/\nexport \{\};$/, "\n;"), edits[i] ?? []),
      );
      modules.set(
        join(projectRoot, "notebooks", `${chapter}.${section}.mts`),
        `${texts.join("\n")}\nexport {};\n`,
      );
    }
  }
  return modules;
}

test("every section has what it needs, and its types are right [C13-08]", { timeout: 300_000 }, async () => {
  const modules = await sectionModules();
  const host = ts.createCompilerHost(compilerOptions);
  const { getSourceFile, fileExists, readFile } = host;
  const text = (name: string) => modules.get(join(name));
  host.fileExists = (name) => text(name) !== undefined || fileExists(name);
  host.readFile = (name) => text(name) ?? readFile(name);
  host.getSourceFile = (name, options, ...rest) => {
    const found = text(name);
    return found === undefined
      ? getSourceFile(name, options, ...rest)
      : ts.createSourceFile(name, found, options);
  };
  const program = ts.createProgram([...modules.keys()], compilerOptions, host);
  const problems = [...modules.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (problem) => {
        const line = source ? source.text.slice(0, problem.start).split("\n").length : 0;
        const code = source?.text.split("\n")[line - 1]?.slice(0, 100);
        return `${relative(projectRoot, path)}:${line} ${ts.flattenDiagnosticMessageText(problem.messageText, " ")} | ${code}`;
      },
    );
  });
  expect(problems).toEqual([]);
});
