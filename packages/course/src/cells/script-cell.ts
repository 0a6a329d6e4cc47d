import { isTopLevelList, isUsing, showsValue } from "@llm-course/kernel/compiler";
import ts from "typescript";
import { type Edit, editedText } from "./join-cells.ts";

/**
 * A cell as a part of a module. What it shows is handed to the function `show`. A cell that has to be a block, because its
 * `using` resources end with it, or because it runs under a condition, gives its names to the module all the same: variables
 * become `var`, functions and types stand before the block.
 *
 * @param source the cell, as `analyzeCells` parsed it
 * @param edits of `joinCells`
 */
export function scriptCell(
  source: ts.SourceFile,
  edits: readonly Edit[],
  show: string,
  { hub, raises }: { hub: boolean; raises: boolean },
): string {
  const statements = source.statements.filter((s) => !ts.isExportDeclaration(s) && !ts.isEmptyStatement(s));
  const isBlock = hub || raises || statements.some(usesResources);
  const outside = new Set(isBlock ? statements.filter(standsAlone) : []);
  const all = [...edits, ...showEdits(statements.at(-1), show)];
  if (isBlock)
    for (const statement of statements) if (!outside.has(statement)) all.push(...variableEdits(statement));
  const end = statements.at(-1)?.end ?? 0;
  const trailing = ts.getTrailingCommentRanges(source.text, end)?.at(-1)?.end ?? end;
  if (!isBlock) return tidy(editedText(source.text, all, 0, trailing));
  const text = (list: readonly ts.Statement[]) =>
    tidy(list.map((s) => editedText(source.text, all, s.pos, s.end)).join(""));
  const inside = text(statements.filter((statement) => !outside.has(statement)));
  return [text([...outside]), block(inside, hub, raises)].filter(Boolean).join("\n");
}

function block(text: string, hub: boolean, raises: boolean): string {
  if (text === "") return "";
  const tried = raises ? `try {\n${text}\n} catch (error) {\n  console.error(String(error));\n}` : text;
  if (hub) return `if (process.env.COURSE_PROFILE === "hub") {\n${tried}\n}`;
  return raises ? tried : `{\n${text}\n}`;
}

/** Imports that brought nothing new leave empty lines. */
const tidy = (text: string): string => text.replace(/^\s*\n/, "").trimEnd();

const usesResources = (statement: ts.Statement): boolean =>
  ts.isVariableStatement(statement) && isUsing(statement.declarationList);

const standsAlone = (statement: ts.Statement): boolean =>
  ts.isImportDeclaration(statement) ||
  ts.isFunctionDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement);

function showEdits(last: ts.Statement | undefined, show: string): Edit[] {
  if (!last || !ts.isExpressionStatement(last) || !showsValue(last.expression)) return [];
  const { expression } = last;
  if (/^(await )?(console|assert)\b/.test(expression.getText())) return []; // nothing to show
  // A line that begins with a bracket must not continue the one before.
  return [
    { start: expression.getStart(), end: expression.getStart(), text: `await ${show}(` },
    { start: expression.end, end: last.end, text: ");" },
  ];
}

function variableEdits(statement: ts.Statement): Edit[] {
  if (ts.isClassDeclaration(statement) && statement.name) {
    const start = statement.getStart();
    return [{ start, end: start, text: `var ${statement.name.text} = ` }];
  }
  if (!ts.isVariableStatement(statement) || !isTopLevelList(statement.declarationList)) return [];
  const { declarationList } = statement;
  const [first] = declarationList.declarations;
  return first ? [{ start: declarationList.getStart(), end: first.getStart(), text: "var " }] : [];
}
