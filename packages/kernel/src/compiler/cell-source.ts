import type { NameKind } from "./declared-names.ts";

export interface EarlierName {
  kind: NameKind;
  /** The file of the latest cell that declares the name. */
  file: string;
}

/**
 * The text the checker sees for a cell: the cell itself, so that every position is the reader's own, then a trailer that
 * exports what the cell declares and brings in what earlier cells declared. Variables come as `declare let` or `declare
 * const`, because an import cannot be assigned; everything else as an import, which carries types, overloads and generics along.
 */
export function cellSource(
  code: string,
  own: ReadonlyMap<string, NameKind>,
  exported: ReadonlySet<string>,
  earlier: ReadonlyMap<string, EarlierName>,
): string {
  const lines: string[] = [];
  const exports = [...own.keys()].filter((name) => !exported.has(name));
  lines.push(`export { ${exports.join(", ")} };`);
  for (const [name, { kind, file }] of earlier) {
    if (own.has(name)) continue;
    lines.push(
      kind === "import"
        ? `import { ${name} } from "./${file}";`
        : `declare ${kind} ${name}: typeof import("./${file}").${name};`,
    );
  }
  return `${code}\n${lines.join("\n")}\n`;
}
