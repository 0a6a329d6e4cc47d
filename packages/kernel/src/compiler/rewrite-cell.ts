import { stripTypeScriptTypes } from "node:module";
import MagicString from "magic-string";
import ts from "typescript";
import { hasModifier, isTopLevelList } from "./declared-names.ts";

export interface CellImport {
  specifier: string;
  attributes: Record<string, string>;
  /** Pairs of [name in the module, name in the notebook]; `*` is the namespace. */
  bindings: [imported: string, local: string][];
}

export interface RewrittenCell {
  /** A script whose value is `async ($nb, $meta, require) => [value] | undefined`. */
  code: string;
  /** Values to import before the cell runs, in source order. */
  imports: CellImport[];
  /** From a position in `code` (both 1-based) back to the cell's own line and column. */
  map: string;
}

const prologue = `(async ($nb, $meta, require) => {"use strict";`;

/**
 * Turns a checked cell into JavaScript whose top-level variables live on one object, `$nb`.
 *
 * `const a = f(b)` becomes `$nb.a = (0,$nb.f)($nb.b)`: a later cell that reassigns or redeclares `a` is seen by every
 * closure made before, as in Python notebooks, and a property access costs what a module variable costs. Edits keep
 * lines where they were, so error positions need no guessing; types are then blanked by Node itself.
 *
 * @param source the cell with its trailer, as the checker saw it
 * @param length how much of the text is the cell; what follows is the trailer (see cell-source.ts)
 */
export function rewriteCell(source: ts.SourceFile, checker: ts.TypeChecker, length: number): RewrittenCell {
  const edits = new MagicString(source.text);
  edits.remove(length, source.text.length);
  const imports: CellImport[] = [];
  const hoisted: string[] = [];
  const statements = source.statements.filter((s) => s.getStart() < length);
  const last = statements.at(-1);

  const isNotebookVariable = (id: ts.Identifier): boolean => {
    const { parent } = id;
    if ((ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent)) && parent.name === id)
      return false;
    const symbol = ts.isShorthandPropertyAssignment(id.parent)
      ? checker.getShorthandAssignmentValueSymbol(id.parent)
      : checker.getSymbolAtLocation(id);
    return (
      symbol?.declarations?.some(
        (d) => d.getSourceFile() === source && (d.getStart() >= length || isNotebookDeclaration(d, id)),
      ) ?? false
    );
  };

  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (isNotebookVariable(node)) rewriteReference(node);
    } else if (ts.isExpressionWithTypeArguments(node)) {
      visit(node.expression);
    } else if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
      // Node blanks types.
      if (node.parent === source) publishDeclaration(node);
    } else if (ts.isImportDeclaration(node)) {
      rewriteImport(node);
    } else if (ts.isExportDeclaration(node)) {
      edits.remove(node.getStart(), node.end);
    } else if (ts.isExportAssignment(node)) {
      edits.update(node.getStart(), node.expression.getStart(), "void (");
      visit(node.expression);
      edits.appendLeft(node.expression.end, ")");
    } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      // Unlike `overwrite`, it keeps what was put before and behind.
      edits.update(node.getStart(), node.end, "$meta");
    } else if (ts.isVariableDeclarationList(node) && isTopLevelList(node)) {
      rewriteDeclarations(node);
    } else if (ts.isExpressionStatement(node) && isShown(node)) {
      // An array, so that a promise is shown as one and not awaited.
      edits.appendRight(node.expression.getStart(), "return [(");
      visit(node.expression);
      edits.appendLeft(node.expression.end, ")]");
    } else {
      if (node.parent === source) publishDeclaration(node);
      ts.forEachChild(node, visit);
    }
  };

  const isShown = (statement: ts.ExpressionStatement): boolean =>
    statement === last && showsValue(statement.expression);

  const publishDeclaration = (node: ts.Node): void => {
    const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
    const exported = modifiers?.find((m) => m.kind === ts.SyntaxKind.ExportKeyword);
    const byDefault = modifiers?.find((m) => m.kind === ts.SyntaxKind.DefaultKeyword);
    const named = (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name;
    if (exported && byDefault && !named) edits.update(exported.getStart(), byDefault.end, "void");
    else if (exported) edits.remove(exported.getStart(), (byDefault ?? exported).end);
    if (hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return;
    if (ts.isFunctionDeclaration(node) && node.name && node.body)
      hoisted.push(`$nb.${node.name.text}=${node.name.text};`);
    if (ts.isClassDeclaration(node) && node.name)
      edits.appendLeft(node.end, `;$nb.${node.name.text}=${node.name.text};`);
  };

  const rewriteReference = (id: ts.Identifier): void => {
    const start = id.getStart();
    const parent = id.parent;
    const callee = outermost(id);
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === id) {
      edits.appendLeft(id.end, `: $nb.${id.text}`);
    } else if (
      (ts.isCallExpression(callee.parent) && callee.parent.expression === callee) ||
      (ts.isTaggedTemplateExpression(callee.parent) && callee.parent.tag === callee)
    ) {
      // A plain call has no `this`; and a line that now starts with a parenthesis must not continue the last one.
      const statement = ts.findAncestor(id, ts.isExpressionStatement);
      const opens = statement?.getStart() === start && isInList(statement) && !isShown(statement);
      edits.appendRight(start, `${opens ? ";" : ""}(0,$nb.`);
      edits.appendLeft(id.end, ")");
    } else {
      edits.appendRight(start, "$nb.");
    }
  };

  const rewriteDeclarations = (list: ts.VariableDeclarationList): void => {
    const first = list.declarations[0];
    if (!first) return;
    // What follows on the next line may begin with a parenthesis, and so may what we write.
    const separator = ts.isVariableStatement(list.parent) && isInList(list.parent) ? ";" : "";
    const loop = ts.isForOfStatement(list.parent) || ts.isForInStatement(list.parent);
    edits.remove(list.getStart(), first.getStart());
    list.declarations.forEach((declaration, i) => {
      const { name, type, exclamationToken, initializer } = declaration;
      const annotationEnd = type?.end ?? exclamationToken?.end;
      if (annotationEnd) edits.remove(name.end, annotationEnd);
      const named = ts.isIdentifier(name) && initializer && isAnonymous(initializer) ? name.text : undefined;
      if (ts.isIdentifier(name)) {
        edits.appendRight(name.getStart(), "$nb.");
        const isLast = i === list.declarations.length - 1;
        if (!initializer && !loop) edits.appendLeft(name.end, `=void 0${isLast ? separator : ""}`);
        // `$nb.f = () => 1` would leave the function without its name.
        if (named && initializer) edits.appendRight(initializer.getStart(), `({${named}: `);
      } else {
        if (!loop) edits.appendRight(name.getStart(), i === 0 ? `${separator}(` : "(");
        rewritePattern(name);
      }
      if (!initializer) return;
      visit(initializer);
      if (named) edits.appendLeft(initializer.end, `}).${named}`);
      if (!ts.isIdentifier(name)) edits.appendLeft(initializer.end, ")");
    });
  };

  const rewritePattern = (pattern: ts.BindingPattern): void => {
    for (const element of pattern.elements) {
      if (!ts.isBindingElement(element)) continue;
      if (element.propertyName && ts.isComputedPropertyName(element.propertyName))
        visit(element.propertyName);
      if (ts.isIdentifier(element.name)) {
        const shorthand =
          ts.isObjectBindingPattern(pattern) && !element.propertyName && !element.dotDotDotToken;
        edits.appendRight(element.name.getStart(), shorthand ? `${element.name.text}: $nb.` : "$nb.");
      } else rewritePattern(element.name);
      if (element.initializer) visit(element.initializer);
    }
  };

  const rewriteImport = (node: ts.ImportDeclaration): void => {
    const found = readImport(node, checker);
    if (found) imports.push(found);
    // Newlines stay, so that the lines below keep their numbers.
    const text = node.getText();
    edits.overwrite(node.getStart(), node.end, text.replace(/[^\n]/g, " ") || " ");
  };

  for (const statement of statements) visit(statement);
  edits.prepend(prologue + hoisted.join(""));
  edits.append("\n})");
  return {
    code: stripTypeScriptTypes(edits.toString(), { mode: "strip" }),
    imports,
    map: edits.generateMap({ hires: true, includeContent: false, source: "cell" }).toString(),
  };
}

/** Whether what a reference in the same cell means is the notebook's, seen by later cells, and not local to a block. */
export function isNotebookDeclaration(declaration: ts.Declaration, reference: ts.Identifier): boolean {
  if (
    ts.isImportClause(declaration) ||
    ts.isImportSpecifier(declaration) ||
    ts.isNamespaceImport(declaration)
  )
    return true;
  if (ts.isFunctionDeclaration(declaration)) return ts.isSourceFile(declaration.parent);
  if (ts.isClassDeclaration(declaration)) {
    // Inside its own body a class is its inner binding: static initializers run before it is published.
    return ts.isSourceFile(declaration.parent) && !ts.findAncestor(reference, (n) => n === declaration);
  }
  const variable = ts.findAncestor(declaration, (n) => !ts.isBindingElement(n) && !ts.isBindingName(n));
  if (!variable || !ts.isVariableDeclaration(variable) || !ts.isVariableDeclarationList(variable.parent))
    return false;
  return isTopLevelList(variable.parent);
}

function readImport(node: ts.ImportDeclaration, checker: ts.TypeChecker): CellImport | undefined {
  const clause = node.importClause;
  if (clause?.isTypeOnly || !ts.isStringLiteral(node.moduleSpecifier)) return undefined;
  const attributes = Object.fromEntries(
    node.attributes?.elements.map((e) => [e.name.text, ts.isStringLiteral(e.value) ? e.value.text : ""]) ??
      [],
  );
  const bindings: CellImport["bindings"] = [];
  const isValue = (name: ts.Node): boolean => {
    const symbol = checker.getSymbolAtLocation(name);
    if (!symbol) return true;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (target.flags & ts.SymbolFlags.Value) !== 0 || checker.isUnknownSymbol(target);
  };
  if (clause?.name && isValue(clause.name)) bindings.push(["default", clause.name.text]);
  const named = clause?.namedBindings;
  if (named && ts.isNamespaceImport(named)) bindings.push(["*", named.name.text]);
  if (named && ts.isNamedImports(named))
    for (const e of named.elements)
      if (!e.isTypeOnly && isValue(e.name)) bindings.push([(e.propertyName ?? e.name).text, e.name.text]);
  // Named imports of types alone are erased; `import "x"` and `import {} from "x"` run the module.
  const namesOnlyTypes =
    named && ts.isNamedImports(named) && named.elements.length > 0 && bindings.length === 0;
  return namesOnlyTypes ? undefined : { specifier: node.moduleSpecifier.text, attributes, bindings };
}

/** The expression around a name that still stands for the same thing: `(f as F)` or `f!` for `f`. */
function outermost(node: ts.Expression): ts.Expression {
  const { parent } = node;
  return ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent)
    ? outermost(parent)
    : node;
}

function isInList(statement: ts.Statement): boolean {
  const { parent } = statement;
  return (
    ts.isSourceFile(parent) ||
    ts.isBlock(parent) ||
    ts.isCaseOrDefaultClause(parent) ||
    ts.isModuleBlock(parent)
  );
}

function isAnonymous(node: ts.Expression): boolean {
  return (
    ts.isArrowFunction(node) ||
    (ts.isFunctionExpression(node) && !node.name) ||
    (ts.isClassExpression(node) && !node.name)
  );
}

/** Whether a cell that ends with this expression shows it: the value of an assignment or of `i++` is not what its reader asks for. */
export function showsValue(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return showsValue(node.expression);
  if (ts.isPostfixUnaryExpression(node) || ts.isDeleteExpression(node)) return false;
  if (ts.isPrefixUnaryExpression(node))
    return node.operator !== ts.SyntaxKind.PlusPlusToken && node.operator !== ts.SyntaxKind.MinusMinusToken;
  if (!ts.isBinaryExpression(node)) return true;
  const kind = node.operatorToken.kind;
  return kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment;
}
