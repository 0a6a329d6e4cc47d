import { type Cell, hasTag, isCodeCell } from "@llm-course/kernel";
import ts from "typescript";
import { type AnalyzedCell, analyzeCells } from "./analyze-cells.ts";
import { type CellPart, editedText, isDeclaration, joinCells } from "./join-cells.ts";
import { changedNames } from "./statement-effects.ts";

/** The tag of cells that later sections always need, also where no name says so: what sets the environment, for example. */
const SETUP = "setup";

interface Step {
  cell: AnalyzedCell;
  statement: ts.Statement;
  declares: Set<string>;
  uses: Set<string>;
  changes: Set<string>;
  always: boolean;
}

/**
 * The lines of earlier cells that later ones need, as one cell: what declares the names they use, what may have changed these
 * in between, and what those lines need in turn; each as it is written, in its order. A name that was declared anew on the way
 * has a number in its earlier meaning. Cells tagged `hub` or `raises-exception` give nothing, those tagged `setup` all.
 * Imports without names always come: they are there for what they do.
 *
 * @returns the source; empty when nothing is needed
 */
export function sliceCells(before: readonly Cell[], after: readonly Cell[]): string {
  const earlier = before
    .filter(isCodeCell)
    .filter((cell) => !hasTag(cell, "hub") && !hasTag(cell, "raises-exception"));
  const later = after.filter(isCodeCell);
  if (later.length === 0) return "";
  const analyzed = analyzeCells([...earlier, ...later].map(({ source }) => source));
  const observers = observerNames(analyzed);
  const variables = variableNames(analyzed);
  const steps = earlier.map((cell, i) =>
    cellSteps(analyzed[i] as AnalyzedCell, hasTag(cell, SETUP), observers, variables),
  );
  const needed = namesNeeded(analyzed.slice(earlier.length));
  const imports = new Set<string>();
  const kept = steps.toReversed().map((list) => keep(list, needed, imports));
  return sliceText(kept.reverse().flat(), imports);
}

/**
 * The statements of a cell that are needed; `needed` becomes what they need of earlier cells. Their order says nothing within a
 * cell, where functions and types may be used above their declarations.
 */
function keep(steps: readonly Step[], needed: Set<string>, imports: Set<string>): Step[] {
  const kept = new Set<Step>();
  for (let before = -1; before < kept.size; ) {
    before = kept.size;
    for (const step of steps) {
      const names = step.always ? [...step.declares] : [...step.declares].filter((name) => needed.has(name));
      const isImport = ts.isImportDeclaration(step.statement);
      if (isImport) for (const name of names) imports.add(name);
      const changes = [...step.changes].some((name) => needed.has(name));
      if (names.length === 0 && !changes && !step.always) continue;
      kept.add(step);
      if (!isImport) for (const name of step.uses) needed.add(name);
    }
  }
  const chosen = steps.filter((step) => kept.has(step));
  for (const { declares } of chosen) for (const name of declares) needed.delete(name);
  return chosen;
}

function cellSteps(
  cell: AnalyzedCell,
  always: boolean,
  observers: ReadonlySet<string>,
  variables: ReadonlySet<string>,
): Step[] {
  const statements = cell.source.statements.filter(
    (statement) => !ts.isExportDeclaration(statement) && !ts.isEmptyStatement(statement),
  );
  return statements.map((statement) => {
    const inside = cell.uses.filter(
      ({ node }) => node.getStart() >= statement.getStart() && node.end <= statement.end,
    );
    const declares = new Set(
      inside.filter(({ node, own }) => own && isDeclaration(node)).map(({ name }) => name),
    );
    const uses = new Set(inside.map(({ name }) => name).filter((name) => !declares.has(name)));
    const isObserver = (name: string) => observers.has(name);
    const touched = changedNames(statement, isObserver, statement === statements.at(-1));
    // Of the notebook's variables; a local one of the same name is another, and functions do not change.
    const changed = inside.filter(({ name, node }) => touched.has(node) && variables.has(name));
    const changes = new Set(changed.map(({ name }) => name));
    // An import without names is there for what it does, such as registering models.
    const acts = ts.isImportDeclaration(statement) && statement.importClause === undefined;
    return { cell, statement, declares, uses, changes, always: always || acts };
  });
}

/** Functions that look at what they are given: assertions, and what shows something. */
function observerNames(cells: readonly AnalyzedCell[]): Set<string> {
  const names = cells.flatMap(({ source }) =>
    source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
      if (!/^"(node:assert(\/strict)?|@llm-course\/notebook)"$/.test(moduleSpecifier.getText())) return [];
      const named = importClause?.namedBindings;
      const elements = named && ts.isNamedImports(named) ? named.elements.map(({ name }) => name.text) : [];
      return [...elements, ...(importClause?.name ? [importClause.name.text] : [])];
    }),
  );
  return new Set(["console", ...names]);
}

/** The names that top-level variables have, in whatever cell. */
function variableNames(cells: readonly AnalyzedCell[]): Set<string> {
  const uses = cells.flatMap((cell) => cell.uses).filter(({ node, own }) => own && isDeclaration(node));
  const variables = uses.filter(
    ({ node }) => ts.isVariableDeclaration(node.parent) || ts.isBindingElement(node.parent),
  );
  return new Set(variables.map(({ name }) => name));
}

/** The names that cells use and have not declared by then. */
function namesNeeded(cells: readonly AnalyzedCell[]): Set<string> {
  const needed = new Set<string>();
  const declared = new Set<string>();
  for (const { uses } of cells) {
    for (const { name, own } of uses) if (!own && !declared.has(name)) needed.add(name);
    for (const { name, own } of uses) if (own) declared.add(name);
  }
  return needed;
}

function sliceText(steps: readonly Step[], imports: ReadonlySet<string>): string {
  const byCell = Map.groupBy(steps, ({ cell }) => cell);
  const parts = [...byCell].map(([cell, list]): CellPart => {
    return { cell, statements: new Set(list.map(({ statement }) => statement)), imports };
  });
  const { edits } = joinCells(parts, "last");
  const lines = parts.flatMap(({ cell, statements }, i) =>
    [...(statements ?? [])].map((statement) => {
      const [start, end] = withComments(statement, cell.source.text);
      return {
        text: editedText(cell.source.text, edits[i] ?? [], start, end).trim(),
        isImport: ts.isImportDeclaration(statement),
      };
    }),
  );
  const text = (list: typeof lines) =>
    list
      .map((line) => line.text)
      .filter(Boolean)
      .join("\n");
  const { true: top = [], false: rest = [] } = Object.groupBy(lines, ({ isImport }) => `${isImport}`);
  return [text(top), text(rest)].filter(Boolean).join("\n\n");
}

/** A statement with the comments above it and behind it. */
function withComments(statement: ts.Statement, text: string): [start: number, end: number] {
  const above = ts.getLeadingCommentRanges(text, statement.pos)?.[0]?.pos ?? statement.getStart();
  const behind = ts.getTrailingCommentRanges(text, statement.end)?.at(-1)?.end ?? statement.end;
  return [above, behind];
}
