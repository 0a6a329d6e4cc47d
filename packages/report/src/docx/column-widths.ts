import type { TableBlock } from "../document/blocks.ts";
import { textOf } from "../document/text-of.ts";

/** Longer texts are wrapped anyway. */
const longText = 60;

/**
 * Widths of a table's columns as parts of `total`: each has room for its longest word, and what is left goes to those whose texts
 * are long. Word can find widths by itself, and other programs take the equal ones of a file that names none.
 */
export function columnWidths({ head, rows }: TableBlock, total: number): number[] {
  const columns = head.map((_, i) => {
    const texts = [head, ...rows].map((row) => textOf(row[i] ?? []));
    const words = texts.flatMap((text) => text.split(/\s+/));
    const least = room(Math.max(1, ...words.map(({ length }) => length)));
    const whole = room(Math.min(longText, Math.max(1, ...texts.map(({ length }) => length))));
    return { least, more: Math.max(0, whole - least) };
  });
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const least = sum(columns.map((column) => column.least));
  const more = sum(columns.map((column) => column.more));
  const left = Math.min(more, Math.max(0, charactersPerLine - least));
  const parts = columns.map((column) => column.least + (more === 0 ? 0 : (left * column.more) / more));
  return parts.map((part) => Math.round((total * part) / sum(parts)));
}

/** For so many characters: heads are bold, capitals are wide, and cells have margins. */
const room = (characters: number): number => 3 + 1.3 * characters;

/** Of a page's line, in the size of the text. */
const charactersPerLine = 90;
