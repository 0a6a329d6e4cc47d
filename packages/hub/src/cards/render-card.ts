import { isDeepStrictEqual } from "node:util";
import { CardValueError } from "./errors.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { keyedData } from "./keyed-data.ts";
import type { Card, CardData } from "./parse-card.ts";
import { plainData } from "./plain-data.ts";
import { readYaml, throwFirst } from "./read-yaml.ts";
import { spliceYaml } from "./splice-yaml.ts";
import { yamlText } from "./yaml-text.ts";

/**
 * The text of a card. With `source`, the text it was read from, every top-level key whose value is the same keeps its bytes,
 * and so do comments, order, line breaks and the body; new keys come last.
 *
 * @throws CardValueError for data that is not JSON's
 * @throws CardSyntaxError for a source that `parseCard` does not read
 */
export function renderCard({ data, body, source = "" }: Card): string {
  const next = plainData(data) as CardData;
  const parts = splitFrontMatter(source);
  const newline = (parts?.opening ?? source).includes("\r\n") ? "\r\n" : "\n";
  if (parts) {
    const yaml = patchYaml(parts.yaml, parts.firstLine, next);
    const closing = parts.closing.endsWith("\n") || body === "" ? parts.closing : parts.closing + newline;
    return parts.opening + yaml + closing + body;
  }
  const mark = source.startsWith("\uFEFF") ? "\uFEFF" : "";
  // A body that begins with a fence would be read as front matter.
  if (Object.keys(next).length === 0 && !splitFrontMatter(body)) return mark + body;
  return `${mark}---${newline}${withNewlines(yamlText(next), newline)}---${newline}${body}`;
}

function patchYaml(yaml: string, firstLine: number, next: CardData): string {
  const read = readYaml(yaml, firstLine);
  throwFirst(read);
  const before = keyedData(read);
  if (isDeepStrictEqual(before, next)) return yaml;
  const newline = yaml.includes("\r\n") ? "\r\n" : "\n";
  const options = [() => spliceYaml(yaml, before, next), () => yamlText(next)];
  for (const render of options) {
    const text = withNewlines(render(), newline);
    if (isDeepStrictEqual(readBack(text), next)) return text;
  }
  throw new CardValueError("values that YAML can hold expected", "", next);
}

/** What is written must be what was meant, whatever anchors, tags and comments the old text has. */
function readBack(text: string): unknown {
  if (splitFrontMatter(`---\n${text}---\n`)?.yaml !== text) return undefined;
  const { data, problems } = readYaml(text);
  return problems.length > 0 ? undefined : (data ?? {});
}

function withNewlines(text: string, newline: string): string {
  return newline === "\n" ? text : text.replaceAll(/\r?\n/g, newline);
}
