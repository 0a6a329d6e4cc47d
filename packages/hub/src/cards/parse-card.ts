import { splitFrontMatter } from "./front-matter.ts";
import { keyedData } from "./keyed-data.ts";
import { readYaml, throwFirst } from "./read-yaml.ts";

/** What a card's front matter holds, by key. `ModelCardData` and its siblings say what the Hub knows. */
export type CardData = Record<string, unknown>;

/** The README of a repository. */
export interface Card {
  /** Empty for a card without front matter. */
  readonly data: CardData;
  /** The Markdown after the front matter, as it is. */
  readonly body: string;
  /** The text it was read from, of which `renderCard` keeps what did not change. */
  readonly source?: string;
}

/**
 * Reads a card. Front matter that is not closed is part of the body, as it is to the Hub.
 *
 * @throws CardSyntaxError with line and column for front matter that is not YAML, not a mapping, has a key twice, or is
 * larger than front matter may be
 */
export function parseCard(text: string): Card {
  const parts = splitFrontMatter(text);
  if (!parts) return { data: {}, body: text.replace(/^\uFEFF/, ""), source: text };
  const read = readYaml(parts.yaml, parts.firstLine);
  throwFirst(read);
  return { data: keyedData(read), body: parts.body, source: text };
}
