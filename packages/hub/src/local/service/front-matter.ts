import { parse } from "yaml";

const block = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?---[ \t]*(?:\r?\n|$)/;

/** More is no metadata; a parser need not see it. */
const maxChars = 256 * 1024;

/** The YAML between the lines of dashes at the beginning of a card; undefined where there is none. */
export function frontMatter(card: string): string | undefined {
  return block.exec(card.slice(0, maxChars))?.[1];
}

/** A card's metadata; undefined where it has none, or none that is a YAML mapping. */
export function cardMetadata(card: string): Record<string, unknown> | undefined {
  const text = frontMatter(card);
  if (text === undefined) return undefined;
  try {
    // Aliases can make a small text a huge value.
    const value: unknown = parse(text, { maxAliasCount: 100, logLevel: "silent" });
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
