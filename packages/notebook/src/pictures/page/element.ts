/** An element with attributes (true: without a value; false: none) and children; strings are text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | number | boolean> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  made.append(...children);
  return made;
}

/** A table of texts with headers, in a part that opens on demand: what a picture shows, for who cannot see it. */
export function foldedTable(
  summary: string,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
) {
  const cells = (tag: "th" | "td", texts: readonly string[]) =>
    texts.map((text) => element(tag, tag === "th" ? { scope: "col" } : {}, text));
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...cells("th", headers))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells("td", row)))),
  );
  return element("details", {}, element("summary", {}, summary), table);
}
