import { isCodeCell, type Notebook } from "@llm-course/kernel";
import { plainOutput } from "./plain-output.ts";

/** A name whose pattern the cell's output does not have. */
export interface FigureProblem {
  readonly cell: string;
  readonly name: string;
  readonly pattern: string;
}

const number = String.raw`(-?\d[\d,_]*(?:\.\d+)?(?:e[+-]?\d+)?)(\s?%|(?!\s?%))`;

/**
 * Numbers that cells print in sentences and tables, under the names that the cells' metadata gives them:
 * `"figures": { "padding": "batches, # padding" }`. In a pattern, `#` is the number, with its percent sign where it has one,
 * `*` a word, and white space any white space.
 */
export function printedFigures(notebook: Notebook): {
  figures: Record<string, number>;
  problems: FigureProblem[];
} {
  const figures: Record<string, number> = {};
  const problems: FigureProblem[] = [];
  for (const cell of notebook.cells) {
    const patterns = (cell.metadata.course as { figures?: Record<string, string> } | undefined)?.figures;
    if (!isCodeCell(cell) || patterns === undefined) continue;
    const text = cell.outputs.map(plainOutput).join("\n");
    for (const [name, pattern] of Object.entries(patterns)) {
      const [, digits, percent] = regExpOf(pattern).exec(text) ?? [];
      if (digits === undefined) problems.push({ cell: cell.id, name, pattern });
      else figures[`${cell.id}.${name}`] = figureOf(digits, percent);
    }
  }
  return { figures, problems };
}

function regExpOf(pattern: string): RegExp {
  const source = pattern
    .trim()
    .split(/(\s+|#|\*)/)
    .map((part) => {
      if (part === "#") return number;
      if (part === "*") return String.raw`\S+`;
      return /^\s+$/.test(part) ? String.raw`\s+` : RegExp.escape(part);
    })
    .join("");
  return new RegExp(source);
}

function figureOf(digits: string, percent = ""): number {
  const value = Number(digits.replaceAll(/[,_]/g, ""));
  // A division leaves digits at the end that nobody printed.
  return percent === "" ? value : Number((value / 100).toPrecision(12));
}
