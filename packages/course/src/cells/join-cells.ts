import ts from "typescript";
import type { AnalyzedCell, NameUse } from "./analyze-cells.ts";

/** A cell to join, or what is needed of one. */
export interface CellPart {
  cell: AnalyzedCell;
  /** Default: all of its statements. */
  statements?: ReadonlySet<ts.Statement>;
  /** The names to import. Default: all. */
  imports?: ReadonlySet<string>;
}

/** An edit of a cell's text; those of one text do not overlap. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** One name of the notebook from its declaration to the next one of that name. */
interface Binding {
  name: string;
  alias: string;
  /** What it is imported from, when it is; the same import twice is one binding. */
  origin?: string | undefined;
}

/**
 * How cells become one scope, in which no name can be declared twice as it can in a notebook: which import brings which
 * names, and the edits that give later declarations of a name (or the earlier ones) a number.
 *
 * A closure keeps the variable that had the name where the closure was written; in a notebook it would see the later one.
 *
 * @param keep which declaration of a name stays as it is; "last" for code that others follow
 * @param isType whether an imported name is only a type, so that Node must not look for it
 */
export function joinCells(
  parts: readonly CellPart[],
  keep: "first" | "last",
  isType: (module: string, name: string) => boolean = () => false,
): { edits: Edit[][]; reserved: Set<string> } {
  const bindings: Binding[] = [];
  const current = new Map<string, Binding>();
  const bound = new Map<ts.Identifier, Binding>();
  const imported = new Set<ts.Identifier>();
  for (const part of parts) {
    const uses = usesOf(part);
    const declared = new Map<string, Binding>();
    for (const { name, node } of uses.filter(({ node, own }) => own && isDeclaration(node))) {
      const origin = importOrigin(node);
      const before = declared.get(name) ?? current.get(name);
      const same = before && (declared.has(name) || (origin !== undefined && before.origin === origin));
      const binding = same ? before : { name, alias: name, origin };
      if (!same) {
        bindings.push(binding);
        if (origin !== undefined) imported.add(node);
      }
      declared.set(name, binding);
    }
    for (const [name, binding] of declared) current.set(name, binding);
    for (const { name, node } of uses) {
      const binding = current.get(name);
      if (binding) bound.set(node, binding);
    }
  }

  const reserved = new Set(parts.flatMap(({ cell }) => identifiers(cell.source)));
  for (const [name, list] of Map.groupBy(bindings, (binding) => binding.name)) {
    const kept = keep === "first" ? list[0] : list.at(-1);
    let number = keep === "first" ? 2 : 1;
    for (const binding of list) {
      if (binding === kept) continue;
      while (reserved.has(`${name}${number}`)) number++;
      binding.alias = `${name}${number}`;
      reserved.add(binding.alias);
    }
  }

  // Imported as a type here and as a value there, a name is imported once, as a value.
  const values = new Set(
    parts
      .flatMap(usesOf)
      .filter(({ node }) => !isTypeImport(node))
      .map(({ node }) => importOrigin(node)),
  );
  const typeOnly = (module: string, name: string) => !values.has(`${module} ${name}`) || isType(module, name);
  const modules = new Set<string>();
  const edits = parts.map((part) => [
    ...usesOf(part).flatMap(({ node }) => rename(node, bound.get(node))),
    ...chosen(part)
      .filter(ts.isImportDeclaration)
      .map((node) => ({
        start: node.getStart(),
        end: node.end,
        text: importText(node, imported, bound, modules, typeOnly),
      })),
  ]);
  return { edits, reserved };
}

/** The text from `start` to `end` with the edits that lie in it; what is put in at a place stands before what replaces it. */
export function editedText(text: string, edits: readonly Edit[], start = 0, end = text.length): string {
  let [result, at] = ["", start];
  for (const edit of edits
    .filter((e) => e.start >= start && e.end <= end)
    .sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

const chosen = ({ cell, statements }: CellPart): readonly ts.Statement[] =>
  statements
    ? cell.source.statements.filter((statement) => statements.has(statement))
    : cell.source.statements;

function usesOf(part: CellPart): NameUse[] {
  const ranges = chosen(part).map((statement) => [statement.getStart(), statement.end] as const);
  return part.cell.uses.filter(({ name, node }) => {
    if (!ranges.some(([start, end]) => node.getStart() >= start && node.end <= end)) return false;
    return !part.imports || importOrigin(node) === undefined || part.imports.has(name);
  });
}

/** Whether a name is declared where it stands. */
export function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isImportClause(parent) ||
      ts.isNamespaceImport(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === node
  );
}

/** `module name` where a name is imported; undefined where it is not. */
function importOrigin(node: ts.Identifier): string | undefined {
  const { parent } = node;
  const declaration = ts.findAncestor(node, ts.isImportDeclaration);
  if (!declaration || !isDeclaration(node)) return undefined;
  const name = ts.isImportSpecifier(parent)
    ? (parent.propertyName ?? node).text
    : ts.isImportClause(parent)
      ? "default"
      : "*";
  return `${(declaration.moduleSpecifier as ts.StringLiteral).text} ${name}`;
}

const isTypeImport = (node: ts.Identifier): boolean =>
  (ts.isImportSpecifier(node.parent) && node.parent.isTypeOnly) ||
  ts.findAncestor(node, ts.isImportClause)?.phaseModifier === ts.SyntaxKind.TypeKeyword;

function rename(node: ts.Identifier, binding: Binding | undefined): Edit[] {
  if (!binding || binding.alias === node.text || importOrigin(node) !== undefined) return [];
  const { parent } = node;
  const shorthand =
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isBindingElement(parent) &&
      parent.name === node &&
      ts.isObjectBindingPattern(parent.parent) &&
      !parent.propertyName &&
      !parent.dotDotDotToken);
  return [
    { start: node.getStart(), end: node.end, text: `${shorthand ? `${node.text}: ` : ""}${binding.alias}` },
  ];
}

/** The import with the names that are not there yet; nothing when that is none. */
function importText(
  node: ts.ImportDeclaration,
  imported: ReadonlySet<ts.Identifier>,
  bound: ReadonlyMap<ts.Identifier, Binding>,
  modules: Set<string>,
  isType: (module: string, name: string) => boolean,
): string {
  const module = (node.moduleSpecifier as ts.StringLiteral).text;
  const source = `${node.moduleSpecifier.getText()}${node.attributes ? ` ${node.attributes.getText()}` : ""};`;
  const known = modules.has(module);
  const { importClause: clause } = node;
  modules.add(module);
  if (!clause) return known ? "" : `import ${source}`;
  const alias = (name: ts.Identifier) => bound.get(name)?.alias ?? name.text;
  const parts: string[] = [];
  if (clause.name && imported.has(clause.name)) parts.push(alias(clause.name));
  const named = clause.namedBindings;
  if (named && ts.isNamespaceImport(named) && imported.has(named.name))
    parts.push(`* as ${alias(named.name)}`);
  if (named && ts.isNamedImports(named)) {
    const names = named.elements.filter(({ name }) => imported.has(name));
    const texts = names.map(({ name, propertyName }) => {
      const from = (propertyName ?? name).text;
      const type = isType(module, from) ? "type " : "";
      return `${type}${from === alias(name) ? from : `${from} as ${alias(name)}`}`;
    });
    if (texts.length > 0) parts.push(`{ ${texts.join(", ")} }`);
  }
  if (parts.length === 0) return "";
  return `import ${parts.join(", ")} from ${source}`;
}

function identifiers(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
