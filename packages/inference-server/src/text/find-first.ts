/** The first of some texts in another one, the longest of those that begin there. */
export function findFirst(
  text: string,
  wanted: readonly string[],
): { readonly at: number; readonly found: string } | undefined {
  return wanted
    .map((found) => ({ found, at: text.indexOf(found) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.found.length - a.found.length)[0];
}
