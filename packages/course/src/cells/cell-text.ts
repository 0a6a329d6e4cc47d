import type { Cell, Notebook } from "@llm-course/kernel";
import { z } from "zod";
import { FileError } from "../errors.ts";

/** What of a cell is text that people write: no outputs, no attachments. */
export interface TextCell {
  cell_type: Cell["cell_type"];
  /** Absent for a cell whose marker has none, which is new. */
  id?: string;
  metadata: Record<string, unknown>;
  source: string;
}

// Flag s: what Unicode calls a line end may stand in metadata.
const marker = /^\/\/ %%(?<rest>.*)$/s;
const markerRest = /^(?: (?<id>[\w-]{1,64}))?(?: \[(?<type>markdown|raw)\])?(?: (?<metadata>\{.*\}))? *$/s;
// A line of a cell that looks like a marker gets a backslash, one that has backslashes there gets one more.
const escapeMarker = (line: string): string => line.replace(/^\/\/ (\\*%%)/, "// \\$1");
const unescapeMarker = (line: string): string => line.replace(/^\/\/ \\(\\*%%)/, "// $1");

/**
 * A notebook's cells as one TypeScript text in the form that editors know as "percent": a line `// %% id [markdown] {metadata}`
 * begins a cell, Markdown and raw cells are line comments, one blank line ends each. `textToCells` gives the same cells back.
 */
export function cellsToText(cells: Notebook["cells"]): string {
  return cells.map((cell) => `${[markerLine(cell), ...bodyLines(cell)].join("\n")}\n`).join("\n");
}

function markerLine({ cell_type, id, metadata }: Cell): string {
  const type = cell_type === "code" ? "" : ` [${cell_type}]`;
  return `// %% ${id}${type}${Object.keys(metadata).length > 0 ? ` ${JSON.stringify(metadata)}` : ""}`;
}

function bodyLines({ cell_type, source }: Cell): string[] {
  if (source === "") return [];
  const lines = source.split("\n");
  const commented = cell_type === "code" ? lines : lines.map((line) => (line === "" ? "//" : `// ${line}`));
  return commented.map(escapeMarker);
}

/**
 * Reads what `cellsToText` writes, and what people make of it: a marker without an id is a new cell.
 *
 * @param file as messages name it
 * @param firstLine the number of the text's first line in that file. Default: 1.
 * @throws FileError where the text is no list of cells
 */
export function textToCells(text: string, file: string, firstLine = 1): TextCell[] {
  const lines = unixLines(text).split("\n");
  const cells: TextCell[] = [];
  const seen = new Map<string, number>();
  let body: string[] = [];
  const fail = (index: number, message: string): never => {
    throw new FileError(message, { file, line: firstLine + index });
  };
  const begin = (rest: string, index: number): void => {
    const { id, type = "code", metadata = "{}" } = markerRest.exec(rest)?.groups ?? fail(index, MARKER(rest));
    const before = id === undefined ? undefined : seen.get(id);
    if (before !== undefined)
      fail(index, `expected an id of its own, line ${before} has it; a new cell needs none: ${id}`);
    if (id !== undefined) seen.set(id, firstLine + index);
    cells.push({
      cell_type: type as Cell["cell_type"],
      ...(id !== undefined && { id }),
      metadata: readMetadata(metadata) ?? fail(index, `expected metadata as a JSON object: ${metadata}`),
      source: "",
    });
  };
  const end = (): void => {
    const cell = cells.at(-1);
    if (body.at(-1) === "") body.pop();
    if (cell) cell.source = body.join("\n");
    body = [];
  };
  lines.forEach((line, index) => {
    const rest = marker.exec(line)?.groups?.rest;
    if (rest !== undefined) {
      end();
      begin(rest, index);
      return;
    }
    const cell = cells.at(-1);
    if (!cell) {
      if (line.trim() !== "") fail(index, `expected a marker such as // %% before the first cell: ${line}`);
    } else if (cell.cell_type === "code" || line.trim() === "") body.push(unescapeMarker(line));
    else if (line === "//") body.push("");
    else if (line.startsWith("// ")) body.push(unescapeMarker(line).slice(3));
    else fail(index, `expected // before each line of a ${cell.cell_type} cell: ${line}`);
  });
  end();
  return cells;
}

const MARKER = (rest: string): string => `expected // %% id [markdown or raw] {metadata}: // %%${rest}`;

/** An editor that writes Windows' line ends writes them at the markers too. */
const unixLines = (text: string): string =>
  text.split("\n").some((line) => marker.test(line) && line.endsWith("\r"))
    ? text.replaceAll("\r\n", "\n")
    : text;

function readMetadata(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
