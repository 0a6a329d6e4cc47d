import { byteLevelBpe, mergeRanks } from "./byte-level-bpe.ts";
import type { Character, PageToken, TokenizerData } from "./tokenizer-data.ts";
import { wordPiece } from "./word-piece.ts";

export type Encode = (text: string, addSpecialTokens: boolean) => PageToken[];

/** A tokenizer that a page runs by itself: WordPiece or byte-level BPE. */
export function pageTokenizer(data: TokenizerData): Encode {
  const ids = new Map<string, number>();
  for (const [id, token] of data.vocabulary.entries()) if (token !== null) ids.set(token, id);
  const ranks = mergeRanks(data);
  const encodePart = (text: readonly Character[]) =>
    data.wordPiece ? wordPiece(text, ids, data) : byteLevelBpe(text, ids, ranks, data);
  const special = (id: number, start: number, end: number): PageToken => ({
    ...{ id, token: data.vocabulary[id] ?? "", start, end, isSpecial: true },
  });
  const added = data.added
    .map((id) => ({ id, token: data.vocabulary[id] ?? "" }))
    .sort((a, b) => b.token.length - a.token.length);

  return (given, addSpecialTokens) => {
    // Half a surrogate pair is no character.
    const text = given.replace(/\p{Surrogate}/gu, "\uFFFD");
    const tokens: PageToken[] = [];
    let part: Character[] = [];
    const endPart = () => {
      if (part.length > 0) tokens.push(...encodePart(part));
      part = [];
    };
    for (let at = 0; at < text.length; ) {
      const found = added.find(({ token }) => text.startsWith(token, at));
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const end = at + (found?.token ?? character).length;
      if (found) {
        endPart();
        tokens.push(special(found.id, at, end));
      } else part.push({ text: character, start: at, end });
      at = end;
    }
    endPart();
    const around = (list: readonly number[]) => (addSpecialTokens ? list.map((id) => special(id, 0, 0)) : []);
    return [...around(data.before), ...tokens, ...around(data.after)];
  };
}
