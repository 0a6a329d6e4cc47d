import type { Inline } from "./blocks.ts";

/** The text alone, without what it looks like. */
export function textOf(content: readonly Inline[]): string {
  return content.map(text).join("");
}

function text(inline: Inline): string {
  switch (inline.type) {
    case "math":
      return inline.tex;
    case "break":
      return " ";
    case "reference":
      return `{{${inline.text}}}`;
    case "emphasis":
    case "strong":
    case "deleted":
    case "link":
      return textOf(inline.content);
    default:
      return inline.text;
  }
}
