import { inspect } from "node:util";
import type { Column } from "./table.ts";
import { fitText, textWidth } from "./text-width.ts";

const maxColumnWidth = 60;

/** The table for a terminal: columns aligned, long values cut, control characters written out. */
export function plainTable(columns: readonly Column[], height: number, caption = "", note = ""): string {
  const blocks = columns.map((column) => {
    const texts = [column.name, ...column.cells.map((cell) => cell.text)].map(oneLine);
    const width = Math.max(...texts.map(textWidth));
    const pad = (text: string) => {
      const space = " ".repeat(width - textWidth(text));
      return column.numeric ? space + text : text + space;
    };
    const [name = "", ...cells] = texts.map(pad);
    return [name, "─".repeat(width), ...cells];
  });
  const lines = Array.from({ length: columns.length ? height + 2 : 0 }, (_, i) =>
    blocks
      .map((block) => block[i])
      .join("  ")
      .trimEnd(),
  );
  return [caption, ...lines, note].filter((line, i) => line || (i > 0 && i <= lines.length)).join("\n");
}

/** A newline or an escape sequence in the data must not move the terminal's cursor. */
function oneLine(text: string): string {
  const visible = text.replace(/\p{Control}/gu, (character) => inspect(character).slice(1, -1));
  return fitText(visible, maxColumnWidth);
}
