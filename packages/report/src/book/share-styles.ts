/**
 * Gives styles that many elements of a page have, such as the cells of its tables, a class: they would be half of the page.
 *
 * @param html whose elements with a style have no class
 */
export function shareStyles(html: string): { html: string; css: string } {
  const pattern = / style="([^"]*)"/g;
  const counts = new Map<string, number>();
  for (const [, style = ""] of html.matchAll(pattern)) counts.set(style, (counts.get(style) ?? 0) + 1);
  const shared = [...counts].filter(([, count]) => count > 2).map(([style]) => style);
  const names = new Map(shared.map((style, i) => [style, `o${i}`]));
  return {
    html: html.replace(pattern, (all, style: string) => {
      const name = names.get(style);
      return name === undefined ? all : ` class=${name}`;
    }),
    css: [...names]
      .map(([style, name]) => `.${name} { ${style.replaceAll("&quot;", '"').replaceAll("&amp;", "&")} }\n`)
      .join(""),
  };
}
