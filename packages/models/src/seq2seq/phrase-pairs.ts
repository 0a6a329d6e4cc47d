import type { TextPair } from "./encoder-decoder.ts";
import { alignWords, type WordPair } from "./word-alignment.ts";

/** Words of a phrase, at most. */
const longest = 4;

/**
 * Short pieces of translations that translate each other, for a model to learn words from before it sees sentences: of words
 * aligned in both directions, those spans from which no link leads out (Koehn, Och and Marcu 2003, "Statistical phrase-based
 * translation"). A span is taken with the translation it has most often.
 */
export function phrasePairs(pairs: readonly TextPair[]): TextPair[] {
  const split = pairs.map(({ source, target }) => ({ source: words(source), target: words(target) }));
  const lower = split.map(({ source, target }) => ({
    source: source.map((word) => word.toLowerCase()),
    target: target.map((word) => word.toLowerCase()),
  }));
  const forward = alignWords(lower);
  const backward = alignWords(lower.map(({ source, target }) => ({ source: target, target: source })));

  const found = new Map<string, Map<string, number>>();
  for (const [i, sources] of forward.entries()) {
    const links = sources.flatMap((s, t) => (s >= 0 && backward[i]?.[s] === t ? [[s, t] as const] : []));
    for (const { source, target } of phrases(split[i] as WordPair, links)) {
      const row = found.get(source) ?? new Map<string, number>();
      found.set(source, row.set(target, (row.get(target) ?? 0) + 1));
    }
  }
  return [...found].map(([source, row]) => {
    const [target] = [...row].reduce((best, one) => (one[1] > best[1] ? one : best));
    return { source, target };
  });
}

/** Words and marks; what stands in braces is one. */
function words(text: string): string[] {
  return text.match(/\{\d+\}|[\p{L}\p{N}]+['’]?|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** Spans whose ends are linked, and whose links all stay inside. */
function phrases({ source, target }: WordPair, links: readonly (readonly [number, number])[]): TextPair[] {
  const pairs: TextPair[] = [];
  for (let from = 0; from < source.length; from++)
    for (let to = from; to < Math.min(from + longest, source.length); to++) {
      const inside = links.filter(([s]) => s >= from && s <= to);
      const ends = new Set(inside.map(([s]) => s));
      if (!ends.has(from) || !ends.has(to)) continue;
      const first = Math.min(...inside.map(([, t]) => t));
      const last = Math.max(...inside.map(([, t]) => t));
      const isClosed = links.every(([s, t]) => t < first || t > last || (s >= from && s <= to));
      if (isClosed && last - first < longest + 2)
        pairs.push({ source: joined(source, from, to), target: joined(target, first, last) });
    }
  return pairs;
}

/** With spaces between words only where text has them, nearly. */
function joined(parts: readonly string[], from: number, to: number): string {
  return parts
    .slice(from, to + 1)
    .join(" ")
    .replaceAll(/ ([.,)\]}])|([([{]) |(['’]) /g, "$1$2$3")
    .trim();
}
