import { SourceMap } from "node:module";
import { isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { RewrittenCell } from "../compiler/rewrite-cell.ts";
import type { CellError } from "../thread-messages.ts";

export interface RunCell extends RewrittenCell {
  file: string;
  /** The cell as the reader wrote it. */
  source: string;
}

export interface Traceback {
  ename: string;
  evalue: string;
  traceback: string[];
}

const framePattern =
  /^(\s+at (?:async )?.*?)(\(?)((?:file:\/\/)?[^\s()]+|[^()]*?[\\/][^()]*?):(\d+):(\d+)\)?$/;
const ownFolder = join(import.meta.dirname, "..");

/**
 * Writes an error for the reader of a notebook: positions are those of the cells as written (`cell 3:2:7`), the first
 * one with its lines around it; Node's and the kernel's own frames are left out; files are relative to the notebook.
 */
export function traceback(error: CellError, cells: ReadonlyMap<string, RunCell>, folder: string): Traceback {
  const shorten = (text: string) =>
    text.replaceAll(`${pathToFileURL(folder).href}/`, "").replaceAll(folder + sep, "");
  let excerpt: string[] | undefined;
  const lines: string[] = [];
  for (const line of error.stack.split("\n")) {
    const frame = framePattern.exec(line);
    if (!frame) {
      if (!/^\s+at (async )?.*(node:|<anonymous>|native)/.test(line)) lines.push(shorten(line));
      continue;
    }
    const [, at = "", open = "", place = "", lineNumber = "", column = ""] = frame;
    const path = place.startsWith("file://") ? fileURLToPath(place) : place;
    const cell = cells.get(path);
    if (cell) {
      const position = originalPosition(cell, Number(lineNumber), Number(column));
      const shown = `cell ${cellNumber(cell)}:${position.line}:${position.column}`;
      excerpt ??= excerptAround(cell.source, position);
      // The async function around a cell has no name of its own.
      lines.push(open ? `${at.replace("$nb.", "")}(${shown})` : `${at}${shown}`);
    } else if (!path.startsWith("node:") && !path.startsWith(ownFolder + sep)) {
      const shown = isAbsolute(path) ? relative(folder, path) : path;
      lines.push(open ? `${at}(${shown}:${lineNumber}:${column})` : `${at}${shown}:${lineNumber}:${column}`);
    }
  }
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
  return {
    ename: error.ename,
    evalue: shorten(error.evalue),
    traceback: excerpt ? lines.toSpliced(firstFrame, 0, ...excerpt) : lines,
  };
}

const cellNumber = (cell: RunCell) => /\d+/.exec(cell.file)?.[0] ?? "?";

function originalPosition(cell: RunCell, line: number, column: number): { line: number; column: number } {
  const entry = new SourceMap(JSON.parse(cell.map)).findEntry(line - 1, column - 1);
  return "originalLine" in entry
    ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    : { line, column };
}

function excerptAround(source: string, { line, column }: { line: number; column: number }): string[] {
  const lines = source.split("\n");
  const first = Math.max(0, line - 3);
  const width = String(line + 1).length;
  const shown = lines
    .slice(first, line + 1)
    .map(
      (text, i) => `${first + i + 1 === line ? ">" : " "} ${String(first + i + 1).padStart(width)} | ${text}`,
    );
  shown.splice(line - first, 0, `${" ".repeat(width + 3)}| ${" ".repeat(column - 1)}^`);
  return shown;
}
