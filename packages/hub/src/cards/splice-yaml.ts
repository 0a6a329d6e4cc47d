import { isDeepStrictEqual } from "node:util";
import { Document, isCollection, isMap, isPair, isScalar, isSeq, type Node, type Pair, YAMLMap } from "yaml";
import { mergeNode } from "./merge-node.ts";
import type { CardData } from "./parse-card.ts";
import { keyName, readYaml } from "./read-yaml.ts";
import { yamlSchema, yamlStyle, yamlText } from "./yaml-text.ts";

/**
 * Front matter with other data: the lines of keys whose values changed are written anew, with the comments in them, those of
 * keys that are gone are taken out, and new keys come last; all other lines stay.
 */
export function spliceYaml(yaml: string, before: CardData, next: CardData): string {
  const { document } = readYaml(yaml);
  const map = document?.contents;
  const added = Object.entries(next).filter(([key]) => !Object.hasOwn(before, key));
  if (!document || !isMap(map) || map.flow || map.items.length === 0)
    // Only comments, or `{}`, which a comment before it may explain.
    return `${isMap(map) ? yaml.replace(/^[ \t]*\{\s*\}[ \t]*$/m, "").trimEnd() : yaml.trimEnd()}\n${yamlText(next)}`.trimStart();
  const column = columnOf(yaml, map.items[0] as Pair<Node, Node>);
  const style = { indentSeq: indentsLists(yaml, map, column) };
  let text = "";
  let at = 0;
  for (const pair of map.items as unknown as Pair<Node, Node>[]) {
    const key = keyName(pair.key) as string;
    if (Object.hasOwn(next, key) && isDeepStrictEqual(before[key], next[key])) continue;
    const { start, end } = linesOf(yaml, pair);
    text += yaml.slice(at, start);
    at = end;
    if (Object.hasOwn(next, key))
      text += indented(changedPair(document, yaml, pair, next[key], style), column);
  }
  text += yaml.slice(at);
  if (added.length === 0) return text;
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return text + end + indented(yamlText(Object.fromEntries(added), style), column);
}

function changedPair(
  document: Document,
  yaml: string,
  pair: Pair<Node, Node>,
  value: unknown,
  style: { indentSeq: boolean },
): string {
  const key = pair.key.clone() as Node;
  // What stands between the keys stays where it is.
  key.commentBefore = undefined;
  key.spaceBefore = false;
  withoutCommentsAfter(pair.value, yaml);
  const single = new Document(new YAMLMap(), yamlSchema);
  (single.contents as YAMLMap).items.push(single.createPair(key, null) as Pair<unknown, unknown>);
  const [only] = (single.contents as YAMLMap).items;
  if (only) only.value = mergeNode(document, pair.value, value);
  return single.toString({ ...yamlStyle, ...style });
}

/** Comments behind the last line of a value are between this key and the next, which stays. */
function withoutCommentsAfter(node: Node | null, yaml: string): void {
  if (!node) return;
  if (isScalar(node)) {
    const [, end = 0] = node.range ?? [];
    const line = yaml.slice(end, endOfLine(yaml, end));
    node.comment = /^[ \t]+#(.*)/.exec(line)?.[1];
    return;
  }
  if (!isCollection(node)) return;
  if (!node.flow) node.comment = undefined;
  const last = node.items.at(-1);
  withoutCommentsAfter((isPair(last) ? (last.value ?? last.key) : last) as Node | null, yaml);
}

function linesOf(yaml: string, { key, value }: Pair<Node, Node>): { start: number; end: number } {
  const end = Math.max(contentEnd(key), contentEnd(value));
  return {
    start: yaml.lastIndexOf("\n", (key.range?.[0] ?? 0) - 1) + 1,
    end: yaml[end - 1] === "\n" ? end : endOfLine(yaml, end),
  };
}

/** Where the last value in a node ends; the node's own end is behind comments that follow. */
function contentEnd(node: Node | null): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1);
    if (isPair(last)) return Math.max(contentEnd(last.key as Node), contentEnd(last.value as Node | null));
    return contentEnd(last as Node);
  }
  return node?.range?.[1] ?? 0;
}

function endOfLine(yaml: string, at: number): number {
  const end = yaml.indexOf("\n", at);
  return end < 0 ? yaml.length : end + 1;
}

function columnOf(yaml: string, { key }: Pair<Node, Node>): number {
  const at = key.range?.[0] ?? 0;
  return /^ */.exec(yaml.slice(yaml.lastIndexOf("\n", at - 1) + 1))?.[0].length ?? 0;
}

/** Whether the lists of a card are written deeper than their key, as ours are, or not, as Python's are. */
function indentsLists(yaml: string, map: YAMLMap, column: number): boolean {
  for (const { value } of map.items) {
    if (!isSeq(value) || value.flow || !value.range) continue;
    const at = value.range[0];
    return at - (yaml.lastIndexOf("\n", at - 1) + 1) > column;
  }
  return true;
}

function indented(text: string, column: number): string {
  return column === 0 ? text : text.replaceAll(/^(?=.)/gm, " ".repeat(column));
}
