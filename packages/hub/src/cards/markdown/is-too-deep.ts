/** Quotes, lists and brackets within each other cost the parser time by their square, and its stack. */
const maxDepth = 50;

/** Whether a line begins with more quotes and list items, or has more brackets opened in a row, than anybody writes. */
export function isTooDeep(markdown: string): boolean {
  for (const line of markdown.split("\n")) {
    const markers = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])(?=[ \t>]|$))+/.exec(line)?.[0] ?? "";
    if ((markers.match(/[>*+.)-]/g)?.length ?? 0) > maxDepth) return true;
    if ((/^[ \t]*/.exec(line)?.[0].length ?? 0) > 4 * maxDepth) return true;
  }
  return new RegExp(`(?:[\\[(<*_~\`!]\\s*){${4 * maxDepth}}`).test(markdown);
}
