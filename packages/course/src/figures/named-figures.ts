import { hasTag, isCodeCell, type Notebook } from "@llm-course/kernel";
import { plainOutput } from "./plain-output.ts";
import { printedFigures } from "./printed-figures.ts";

/**
 * What cells show as their value where it is a number or a flat object of numbers, and what they print under a name of their
 * metadata; not what differs from run to run.
 */
export function namedFigures(notebook: Notebook): Record<string, number> {
  const stable = { ...notebook, cells: notebook.cells.filter((cell) => !hasTag(cell, "volatile")) };
  const values = stable.cells.flatMap((cell) => {
    if (!isCodeCell(cell)) return [];
    const results = cell.outputs.filter((output) => output.output_type === "execute_result");
    return results.flatMap((output) =>
      numbers(plainOutput(output)).map(([key, value]) => [cell.id + key, value] as const),
    );
  });
  return { ...Object.fromEntries(values), ...printedFigures(stable).figures };
}

const number = String.raw`-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?`;
const key = String.raw`([\w$]+|'[^'\\]*')`;
const wholeObject = new RegExp(String.raw`^\{\s*(?:${key}:\s*${number}\s*(?:,\s*|(?=\})))+\}$`);
const entry = new RegExp(String.raw`${key}:\s*(${number})`, "g");

/** As Node's `inspect` writes them; six digits say enough. */
function numbers(text: string): [key: string, value: number][] {
  const value = (digits: string) => Number(Number(digits.replaceAll("_", "")).toPrecision(6));
  if (new RegExp(`^${number}$`).test(text)) return [["", value(text)]];
  if (!wholeObject.test(text)) return [];
  return [...text.matchAll(entry)].map(([, name = "", digits = ""]) => [
    `.${name.replaceAll("'", "")}`,
    value(digits),
  ]);
}
