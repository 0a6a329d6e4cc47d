import { isNotebookDeclaration } from "@llm-course/kernel/compiler";
import ts from "typescript";

/** A place in a cell where a name stands that belongs to the notebook, or to nobody in the cell: then an earlier cell has it. */
export interface NameUse {
  name: string;
  node: ts.Identifier;
  /** Whether the cell's own top level declares it. */
  own: boolean;
}

/** A code cell as syntax, with its names. */
export interface AnalyzedCell {
  source: ts.SourceFile;
  /** Of declarations and of references, in no order of meaning. */
  uses: NameUse[];
}

/**
 * Parses cells and finds their top-level names. Nothing is type-checked and no module is read, so it takes milliseconds.
 *
 * @param sources the text of each cell; it may have errors
 */
export function analyzeCells(sources: readonly string[]): AnalyzedCell[] {
  const files = new Map(
    sources.map((text, i) => {
      // A module, also when it neither imports nor exports.
      return [`/cell-${i}.mts`, ts.createSourceFile(`/cell-${i}.mts`, `${text}\nexport {};`, target, true)];
    }),
  );
  const host: ts.CompilerHost = {
    getSourceFile: (name) => files.get(name),
    getDefaultLibFileName: () => "",
    writeFile: () => {},
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => files.has(name),
    readFile: () => undefined,
  };
  const options = { noLib: true, noResolve: true, target, module: ts.ModuleKind.ESNext, types: [] };
  const checker = ts.createProgram([...files.keys()], options, host).getTypeChecker();
  return [...files.values()].map((source) => ({ source, uses: nameUses(source, checker) }));
}

const target = ts.ScriptTarget.ESNext;

function nameUses(source: ts.SourceFile, checker: ts.TypeChecker): NameUse[] {
  const uses: NameUse[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isIdentifier(node) || !canMeanVariable(node)) return;
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    const declarations = symbol?.declarations ?? [];
    const own = declarations.some((declaration) => belongsToCell(declaration, node));
    if (own || declarations.length === 0) uses.push({ name: node.text, node, own });
  };
  visit(source);
  return uses;
}

/** Top-level declarations, `using` included: it ends with the cell, but other statements of the cell need it. */
function belongsToCell(declaration: ts.Declaration, reference: ts.Identifier): boolean {
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration))
    return ts.isSourceFile(declaration.parent);
  if (ts.isClassDeclaration(declaration)) return ts.isSourceFile(declaration.parent);
  const list = ts.findAncestor(declaration, ts.isVariableDeclarationList);
  if (list && ts.isVariableDeclaration(variableOf(declaration)) && ts.isVariableStatement(list.parent))
    return ts.isSourceFile(list.parent.parent);
  return isNotebookDeclaration(declaration, reference);
}

function variableOf(declaration: ts.Node): ts.Node {
  let node = declaration;
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
    node = node.parent;
  return node;
}

/** Names of properties, labels and the like are no variables, whatever they are called. */
function canMeanVariable(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isImportSpecifier(parent)) return parent.propertyName !== node;
  if (ts.isExportSpecifier(parent) || ts.isMetaProperty(parent) || ts.isNamedTupleMember(parent))
    return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isImportAttribute(parent)) return false;
  const named =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isEnumMember(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isAccessor(parent);
  return !(named && parent.name === node);
}
