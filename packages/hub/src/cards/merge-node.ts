import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { keyName } from "./read-yaml.ts";
import { yamlSchema } from "./yaml-text.ts";

/** The node with another value: it, and what is in it, stay the same where they can, with their comments. */
export function mergeNode(document: Document, node: Node | null, value: unknown): Node {
  const create = () => document.createNode(value, yamlSchema) as Node;
  if (!node) return create();
  if (isDeepStrictEqual(node.toJS(document), value)) return node;
  if (isMap(node) && isObject(value)) {
    const items = node.items as Pair<Node, Node | null>[];
    node.items = items.filter(({ key }) => Object.hasOwn(value, keyName(key) as string));
    for (const [key, each] of Object.entries(value)) {
      const pair = items.find((candidate) => keyName(candidate.key) === key);
      if (pair) pair.value = mergeNode(document, pair.value, each);
      else node.items.push(document.createPair(key, each, yamlSchema));
    }
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    node.items = mergeItems(document, node.items as (Node | null)[], value);
    return node;
  }
  const created = create();
  // A comment in the line of the old value says something about the key.
  if (isScalar(node) && isScalar(created)) created.comment = node.comment;
  return created;
}

/** Items whose values are still there go to their new places; others are what was at the same place, changed. */
function mergeItems(document: Document, old: readonly (Node | null)[], values: readonly unknown[]): Node[] {
  const byValue = Map.groupBy(
    old.filter((item) => item !== null),
    (item) => JSON.stringify(item.toJS(document)),
  );
  const kept = values.map((value) => byValue.get(JSON.stringify(value))?.shift());
  const moved = new Set<Node | null | undefined>(kept);
  return values.map((value, i) => {
    const before = old[i] ?? null;
    return kept[i] ?? mergeNode(document, moved.has(before) ? null : before, value);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
