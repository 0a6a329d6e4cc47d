/** A name as it stands in a query, whatever is in it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as it stands in a query. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Columns under their names, or under new ones: `"a" AS "b"`. */
export function selectList(columns: Iterable<readonly [name: string, from: string]>): string {
  return Array.from(columns, ([name, from]) =>
    name === from ? identifier(from) : `${identifier(from)} AS ${identifier(name)}`,
  ).join(", ");
}
