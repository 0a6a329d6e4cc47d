import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Action } from "./fake-kernel.ts";

/** A temporary folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a kernelspec into the folder and gives its path. */
export function writeKernelspec(folder: string, name: string, spec: Record<string, unknown>): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "kernel.json"), JSON.stringify({ display_name: name, language: "any", ...spec }));
  return path;
}

/** The kernelspec of the test kernel. */
export function writeFakeKernelspec(folder: string): string {
  const program = join(import.meta.dirname, "fake-kernel.ts");
  return writeKernelspec(folder, "fake", {
    argv: [process.execPath, program, "{connection_file}"],
    interrupt_mode: "message",
  });
}

/** A code cell: its source, or the actions of the test kernel, with tags. */
export interface TestCell {
  source: string | Action[];
  tags?: string[];
}

/** A notebook as it stands in a file, with one markdown cell in front; the code cells are called c1, c2, ... */
export function notebookFile(
  cells: (TestCell | string | Action[])[],
  kernel: string,
): Record<string, unknown> {
  const code = cells.map((given, i) => {
    const cell = typeof given === "string" || Array.isArray(given) ? { source: given } : given;
    const { source, tags } = cell;
    return {
      cell_type: "code",
      execution_count: 99,
      id: `c${i + 1}`,
      metadata: tags ? { tags } : {},
      outputs: [{ name: "stdout", output_type: "stream", text: ["stale"] }],
      source: typeof source === "string" ? source : JSON.stringify(source),
    };
  });
  return {
    cells: [{ cell_type: "markdown", id: "m", metadata: {}, source: ["# Title"] }, ...code],
    metadata: { kernelspec: { display_name: kernel, language: "any", name: kernel } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Writes a notebook into the folder and gives its path. */
export function writeTestNotebook(
  folder: string,
  cells: (TestCell | string | Action[])[],
  kernel = "fake",
): string {
  const path = join(folder, "test.ipynb");
  writeFileSync(path, JSON.stringify(notebookFile(cells, kernel)));
  return path;
}
