// Our answer to the code exam of chapter 6, as a learner would write it.
import type { Merge, Piece } from "./template.ts";

export function preTokenize(text: string): Piece[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+|\S/gu), ({ 0: piece, index }) => ({
    text: piece,
    start: index,
    end: index + piece.length,
  }));
}

function mergePair(tokens: string[], [left, right]: Merge): string[] {
  const merged: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? "";
    if (token === left && tokens[i + 1] === right) {
      merged.push(left + right);
      i += 1;
    } else merged.push(token);
  }
  return merged;
}

export function trainBpe(words: [word: string, count: number][], mergeCount: number): Merge[] {
  let splits = words.map(([word, count]) => ({ tokens: [...word], count }));
  const merges: Merge[] = [];
  while (merges.length < mergeCount) {
    const counts = new Map<string, { pair: Merge; count: number }>();
    for (const { tokens, count } of splits) {
      for (let i = 0; i + 1 < tokens.length; i++) {
        const pair: Merge = [tokens[i] ?? "", tokens[i + 1] ?? ""];
        const key = JSON.stringify(pair);
        counts.set(key, { pair, count: (counts.get(key)?.count ?? 0) + count });
      }
    }
    let best: { pair: Merge; count: number } | undefined;
    for (const entry of counts.values()) {
      if (
        !best ||
        entry.count > best.count ||
        (entry.count === best.count && comesFirst(entry.pair, best.pair))
      )
        best = entry;
    }
    if (!best) break;
    const { pair } = best;
    merges.push(pair);
    splits = splits.map(({ tokens, count }) => ({ tokens: mergePair(tokens, pair), count }));
  }
  return merges;
}

function comesFirst([left, right]: Merge, [otherLeft, otherRight]: Merge): boolean {
  return left < otherLeft || (left === otherLeft && right < otherRight);
}

export function encodeWord(word: string, merges: Merge[]): string[] {
  let tokens = [...word];
  for (;;) {
    const merge = merges.find(([left, right]) =>
      tokens.some((token, i) => token === left && tokens[i + 1] === right),
    );
    if (!merge) return tokens;
    tokens = mergePair(tokens, merge);
  }
}

export function encode(text: string, merges: Merge[]): Piece[] {
  return preTokenize(text).flatMap(({ text: word, start }) => {
    let end = start;
    return encodeWord(word, merges).map((token) => {
      const from = end;
      end += token.length;
      return { text: token, start: from, end };
    });
  });
}
