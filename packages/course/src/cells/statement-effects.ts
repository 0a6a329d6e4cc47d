import { showsValue } from "@llm-course/kernel/compiler";
import ts from "typescript";

/** Methods that leave what they are called on as it is, of whatever class: those of the language, and of the course's packages. */
const reading = new Set(
  (
    "at concat entries every filter find findIndex findLast flat flatMap get has includes indexOf join keys lastIndexOf map " +
    "match matchAll reduce reduceRight replace replaceAll slice some split startsWith endsWith toFixed toReversed toSorted " +
    "toString toUpperCase toLowerCase trim trimEnd trimStart values with toLocaleString padStart padEnd charCodeAt tolist " +
    "tokenize encode decode batchDecode evaluate predict generate savePretrained pushToHub"
  ).split(" "),
);

/**
 * The names whose variable or object a top-level statement may change, as they stand there. A method called on a name counts where its result is not used, or awaited; so
 * does handing a name to a function that is called for its effect. What `isObserver` functions get (assertions, printing,
 * displays) stays as it is, and so do the arguments
 * of a call whose value the cell shows.
 *
 * @param isObserver whether the function of this name only looks at what it is given
 * @param last whether it is the cell's last statement, whose value is shown
 */
export function changedNames(
  statement: ts.Statement,
  isObserver: (name: string) => boolean,
  last: boolean,
): Set<ts.Identifier> {
  const changes = new Set<ts.Identifier>();
  const add = (node: ts.Node): void => {
    const root = rootName(node);
    if (root !== undefined) changes.add(root);
  };
  const expression = (node: ts.Expression, used: ValueUse): void => {
    if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) {
      if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression))
        call(node.expression, used, true);
      else expression(node.expression, used);
    } else if (ts.isCallExpression(node)) call(node, used, false);
    else ts.forEachChild(node, visit);
    assignment(node);
  };
  const assignment = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
      for (const target of targets(node.left)) add(target);
    const unary = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
    if (unary && [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator))
      add(node.operand);
    if (ts.isDeleteExpression(node)) add(node.expression);
  };
  const call = (node: ts.CallExpression, used: ValueUse, awaited: boolean): void => {
    const { expression: callee } = node;
    const root = rootName(callee);
    if (root !== undefined && isObserver(root.text)) return;
    if (
      ts.isPropertyAccessExpression(callee) &&
      (used !== "used" || awaited) &&
      !reading.has(callee.name.text)
    )
      add(callee);
    if (used === "unused")
      for (const argument of node.arguments) for (const name of names(argument)) changes.add(name);
    ts.forEachChild(node, visit);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isClassLike(node) || ts.isTypeNode(node)) return;
    if (ts.isVariableDeclaration(node) && node.initializer && isFunction(node.initializer)) return;
    if (ts.isExpressionStatement(node)) {
      const shown = last && node === statement && showsValue(node.expression);
      expression(node.expression, shown ? "shown" : "unused");
    } else if (ts.isAwaitExpression(node) || ts.isCallExpression(node)) expression(node, "used");
    else {
      assignment(node);
      ts.forEachChild(node, visit);
    }
  };
  visit(statement);
  return changes;
}

/** Whether somebody takes an expression's value, only looks at it below the cell, or nobody does. */
type ValueUse = "used" | "shown" | "unused";

const isFunction = (node: ts.Node): boolean => ts.isArrowFunction(node) || ts.isFunctionExpression(node);

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** `a` of `a.b[c].d()`. */
function rootName(node: ts.Node): ts.Identifier | undefined {
  if (ts.isIdentifier(node)) return node;
  if (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node)
  )
    return rootName(node.expression);
  return undefined;
}

/** What an assignment assigns to, the leaves of a pattern. */
function targets(node: ts.Node): ts.Node[] {
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(targets);
  if (!ts.isObjectLiteralExpression(node)) return [node];
  return node.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) ? targets(property.initializer) : property.name ? [property.name] : [],
  );
}

/** The names that an argument hands over themselves: not a property of one, nor what a function in it uses. */
function names(node: ts.Node): ts.Identifier[] {
  if (isFunction(node) || ts.isPropertyAccessExpression(node)) return [];
  if (ts.isIdentifier(node)) return [node];
  if (ts.isCallExpression(node)) return node.arguments.flatMap(names);
  const found: ts.Identifier[] = [];
  ts.forEachChild(node, (child) => void found.push(...names(child)));
  return found;
}
