import ts from "typescript";

/** A type or syntax error in a cell. Lines and columns start at 1 and are the cell's own. */
export interface CellDiagnostic {
  line: number;
  column: number;
  /** For example 2322; shown as TS2322. */
  code: number;
  message: string;
  /** The source line and a row of tildes under the place. */
  excerpt: string;
}

/** @param length how much of the file's text is the cell: what the trailer causes is put on the cell's first line. */
export function cellDiagnostic(diagnostic: ts.Diagnostic, length: number): CellDiagnostic {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  const { file, start = 0 } = diagnostic;
  if (!file || start > length) return { line: 1, column: 1, code: diagnostic.code, message, excerpt: "" };
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const text = file.text.slice(0, length).split("\n")[line] ?? "";
  const width = Math.max(1, Math.min(diagnostic.length ?? 1, text.length - character));
  const margin = text.slice(0, character).replace(/[^\t]/g, " ");
  return {
    line: line + 1,
    column: character + 1,
    code: diagnostic.code,
    message,
    excerpt: `${text}\n${margin}${"~".repeat(width)}`,
  };
}

/** `2:7 - TS2322: Type 'string' is not assignable to type 'number'.` */
export function formatDiagnostic({ line, column, code, message }: CellDiagnostic): string {
  return `${line}:${column} - TS${code}: ${message}`;
}
