import type { Character, PageToken, TokenizerData } from "./tokenizer-data.ts";

const gpt2Words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** GPT-2's character for each byte: visible ones stand for themselves, the others are counted up from U+0100. */
function bytesAsCharacters(): string[] {
  let next = 0x100;
  const isVisible = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
}

/** The rank of each merge, by its two parts. */
export function mergeRanks(data: TokenizerData): Map<string, number> {
  const ranks = new Map<string, number>();
  let id = -1;
  for (const value of data.merges ?? []) {
    if (value < 0) {
      id = -2 - value;
      continue;
    }
    id += 1;
    const token = data.vocabulary[id] ?? "";
    ranks.set(`${token.slice(0, value)} ${token.slice(value)}`, ranks.size);
  }
  return ranks;
}

/** Joins, again and again, the neighbours whose merge was learnt first. */
function merge(parts: Character[], ranks: ReadonlyMap<string, number>): Character[] {
  let symbols = parts;
  for (;;) {
    let [best, bestRank] = ["", Number.POSITIVE_INFINITY];
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = `${symbols[i]?.text} ${symbols[i + 1]?.text}`;
      const rank = ranks.get(pair) ?? Number.POSITIVE_INFINITY;
      if (rank < bestRank) [best, bestRank] = [pair, rank];
    }
    if (best === "") return symbols;
    const joined: Character[] = [];
    for (const symbol of symbols) {
      const last = joined.at(-1);
      if (last && `${last.text} ${symbol.text}` === best)
        joined[joined.length - 1] = { text: last.text + symbol.text, start: last.start, end: symbol.end };
      else joined.push(symbol);
    }
    symbols = joined;
  }
}

/** As Hugging Face's post-processor ByteLevel. */
function trimmed(token: string, start: number, end: number, prefix: boolean): { start: number; end: number } {
  const spaces = (pattern: RegExp) => pattern.exec(token)?.[0].length ?? 0;
  const before = spaces(/^Ġ*/);
  const from = start === 0 && prefix && before === 1 ? start : Math.min(start + before, end);
  return { start: from, end: Math.max(end - spaces(/Ġ*$/), from) };
}

/** The tokens of byte-level BPE, as GPT-2's. */
export function byteLevelBpe(
  text: readonly Character[],
  ids: ReadonlyMap<string, number>,
  ranks: ReadonlyMap<string, number>,
  data: TokenizerData,
): PageToken[] {
  const alphabet = bytesAsCharacters();
  const encoder = new TextEncoder();
  const whole = text.map((character) => character.text).join("");
  const first = text[0]?.start ?? 0;
  return [...whole.matchAll(gpt2Words)].flatMap(({ 0: word, index }) => {
    let start = first + index;
    const bytes = Array.from(word, (character) => {
      const place = { start, end: start + character.length };
      start = place.end;
      return Array.from(encoder.encode(character), (byte) => ({ text: alphabet[byte] ?? "", ...place }));
    }).flat();
    return merge(bytes, ranks).flatMap(({ text: token, start, end }) => {
      const id = ids.get(token);
      if (id === undefined) return [];
      return [
        {
          id,
          token,
          ...(data.trim ? trimmed(token, start, end, data.trim.prefix) : { start, end }),
          isSpecial: false,
        },
      ];
    });
  });
}
