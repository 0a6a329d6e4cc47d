import ts from "typescript";

/** How a later cell gets at a name: variables stay assignable, constants do not, everything else is imported. */
export type NameKind = "let" | "const" | "import";

/** Every binding of a declaration name: `a`, or the leaves of `{ b: [c] }`. */
export function* bindingNames(name: ts.BindingName): Generator<ts.Identifier> {
  if (ts.isIdentifier(name)) {
    yield name;
    return;
  }
  for (const element of name.elements) if (ts.isBindingElement(element)) yield* bindingNames(element.name);
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((m) => m.kind === kind) ?? false);
}

/** `using` resources end with their cell, so they are the one kind of variable that is not shared. */
export function isUsing(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;
}

/** True for declarations whose variables belong to the cell's top level: its statements, and `var` in its blocks. */
export function isTopLevelList(list: ts.VariableDeclarationList): boolean {
  if (isUsing(list)) return false;
  if (ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent))
    return !hasModifier(list.parent, ts.SyntaxKind.DeclareKeyword);
  if (list.flags & ts.NodeFlags.BlockScoped) return false;
  return !ts.findAncestor(
    list,
    (n) => ts.isFunctionLike(n) || ts.isClassStaticBlockDeclaration(n) || ts.isModuleBlock(n),
  );
}

function* variables(node: ts.Node): Generator<[name: string, kind: NameKind]> {
  if (ts.isFunctionLike(node)) return;
  if (ts.isVariableDeclarationList(node) && isTopLevelList(node))
    for (const declaration of node.declarations)
      for (const name of bindingNames(declaration.name))
        yield [name.text, node.flags & ts.NodeFlags.Const ? "const" : "let"];
  for (const child of node.getChildren()) yield* variables(child);
}

/** The names that a cell's top level declares, and that later cells see. */
export function declaredNames(source: ts.SourceFile): Map<string, NameKind> {
  const names = new Map<string, NameKind>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      if (clause?.name) names.set(clause.name.text, "import");
      const bindings = clause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) names.set(bindings.name.text, "import");
      if (bindings && ts.isNamedImports(bindings))
        for (const e of bindings.elements) names.set(e.name.text, "import");
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement)) &&
      statement.name
    ) {
      names.set(statement.name.text, "import");
    } else {
      for (const [name, kind] of variables(statement)) names.set(name, kind);
    }
  }
  return names;
}
