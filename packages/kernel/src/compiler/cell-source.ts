import type { NameKind } from "./declared-names.ts";

export interface EarlierName {
  kind: NameKind;
  /** The file of the latest cell that declares the name. */
  file: string;
}

/** Where the checker finds the cell in hand, beside the notebook. The names are such as no file of a reader's has. */
export const currentFile = "cell~.mts";

/** Exports all names of earlier cells, each from the latest cell that declares it. */
export const notebookFile = "notebook~.mts";

/** The type of that module, as the cell in hand names it. */
export const notebookType = "Notebook\u00b7";

/**
 * The text the checker sees for a cell: the cell itself, so that every position is the reader's own, then a trailer that
 * exports what the cell declares and brings in what earlier cells declared. Variables come as `declare let` or `declare
 * const`; everything else as an import, which carries types, overloads and generics along.
 *
 * @param earlier the names to bring in
 * @param kept for the cell as later ones import it: its names come from their cells, which never change. The cell in hand
 * imports from the module of all names alone, whatever it uses: where imports stay the same, TypeScript takes over its program
 * as it is
 */
export function cellSource(
  code: string,
  own: ReadonlyMap<string, NameKind>,
  exported: ReadonlySet<string>,
  earlier: ReadonlyMap<string, EarlierName>,
  { kept }: { kept: boolean },
): string {
  const exports = [...own.keys()].filter((name) => !exported.has(name));
  const names = [...earlier];
  const imports = names.filter(([, { kind }]) => kind === "import");
  const variables = names.filter(([, { kind }]) => kind !== "import");
  // A type query of a name would be narrowed by what the cell asserts, and lead in a circle.
  const typeOf = (name: string, file: string) =>
    kept ? `typeof import("./${file}").${name}` : `${notebookType}["${name}"]`;
  const lines = [
    `export { ${exports.join(", ")} };`,
    ...(kept
      ? imports.map(([name, { file }]) => `import { ${name} } from "./${file}";`)
      : [
          `import { ${imports.map(([name]) => name).join(", ")} } from "./${notebookFile}";`,
          `type ${notebookType} = typeof import("./${notebookFile}");`,
        ]),
    ...variables.map(([name, { kind, file }]) => `declare ${kind} ${name}: ${typeOf(name, file)};`),
  ];
  return `${code}\n${lines.join("\n")}\n`;
}

/** The text of `notebookFile`. */
export function notebookSource(earlier: ReadonlyMap<string, EarlierName>): string {
  const lines = [...earlier].map(([name, { file }]) => `export { ${name} } from "./${file}";`);
  return `${lines.join("\n")}\nexport {};\n`;
}
