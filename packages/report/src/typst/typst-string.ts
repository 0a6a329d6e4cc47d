/** A text as Typst's code has it. */
export function typstString(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    // A page has no use for other control characters, and the compiler none at all.
    .replaceAll(/(?![\t\n])\p{Cc}/gu, "")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}
