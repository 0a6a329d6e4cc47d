import type { Character, PageToken, TokenizerData } from "./tokenizer-data.ts";

const bertControls = /[\p{Cc}\p{Cf}\p{Co}\uFFFD](?<![\t\n\r])/u;
const whiteSpace = /\p{White_Space}/u;
const ideographs =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/u;
const punctuation = /[\p{P}!-/:-@[-`{-~]/u;

/** What BERT makes of one character: nothing, itself in lower case and without accents, or a space. */
function bertCharacters(character: string, bert: NonNullable<TokenizerData["bert"]>): string {
  if (bert.clean && bertControls.test(character)) return "";
  if (bert.clean && whiteSpace.test(character)) return " ";
  let text = character;
  if (bert.accents) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
  if (bert.lower) text = Array.from(text, (part) => part.toLowerCase()).join("");
  return text;
}

/** Words between white space, with punctuation and ideographs as words of their own. */
function bertWords(text: readonly Character[], bert: TokenizerData["bert"]): Character[][] {
  const words: Character[][] = [];
  let word: Character[] = [];
  const endWord = () => {
    if (word.length > 0) words.push(word);
    word = [];
  };
  for (const { text: original, start, end } of text) {
    const isIdeograph = bert?.ideographs && ideographs.test(original);
    if (isIdeograph) endWord();
    for (const part of bert ? bertCharacters(original, bert) : original) {
      const isAlone = punctuation.test(part);
      if (isAlone || whiteSpace.test(part)) endWord();
      if (!whiteSpace.test(part)) word.push({ text: part, start, end });
      if (isAlone) endWord();
    }
    if (isIdeograph) endWord();
  }
  endWord();
  return words;
}

/** BERT's tokens: of each word the longest piece that it begins with, then that of the rest, and so on. */
export function wordPiece(
  text: readonly Character[],
  ids: ReadonlyMap<string, number>,
  data: TokenizerData,
): PageToken[] {
  const { unknown = 0, prefix = "##", maxChars = 100 } = data.wordPiece ?? {};
  return bertWords(text, data.bert).flatMap((word) => {
    const token = (id: number, from: number, to: number): PageToken => ({
      ...{ id, token: data.vocabulary[id] ?? "", isSpecial: false },
      ...{ start: word[from]?.start ?? 0, end: word[to - 1]?.end ?? 0 },
    });
    const tokens: PageToken[] = [];
    for (let from = 0; from < word.length && word.length <= maxChars; ) {
      let to = word.length;
      let id: number | undefined;
      for (; to > from; to--) {
        const piece = word.slice(from, to).map((character) => character.text);
        id = ids.get((from > 0 ? prefix : "") + piece.join(""));
        if (id !== undefined) break;
      }
      if (id === undefined) return [token(unknown, 0, word.length)];
      tokens.push(token(id, from, to));
      from = to;
    }
    return tokens.length > 0 ? tokens : [token(unknown, 0, word.length)];
  });
}
