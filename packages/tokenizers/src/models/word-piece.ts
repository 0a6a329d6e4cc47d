import { z } from "zod";
import { Cache } from "./cache.ts";
import { Model, type Token, type VocabLike } from "./model.ts";
import { Trie } from "./trie.ts";
import { Vocabulary, vocabJson } from "./vocabulary.ts";
import { unknownToken } from "./word-level.ts";

export interface WordPieceOptions {
  readonly vocab?: VocabLike;
  /** Default: `[UNK]`. */
  readonly unkToken?: string;
  /** What tokens inside of a word begin with. Default: `##`. */
  readonly continuingSubwordPrefix?: string;
  /** Longer words are unknown. Default: 100 characters. */
  readonly maxInputCharsPerWord?: number;
}

/** BERT's model: the longest token that a word begins with, then that for the rest, and so on. */
export class WordPiece extends Model {
  readonly unkToken: string;
  readonly continuingSubwordPrefix: string;
  readonly maxInputCharsPerWord: number;
  readonly #vocabulary: Vocabulary;
  readonly #trie = new Trie();
  readonly #cache = new Cache<readonly Token[]>();
  /** Where tokens inside of a word begin, −1 if there are none. */
  readonly #inside: number;

  constructor(options: WordPieceOptions = {}) {
    super();
    this.unkToken = options.unkToken ?? "[UNK]";
    this.continuingSubwordPrefix = options.continuingSubwordPrefix ?? "##";
    this.maxInputCharsPerWord = options.maxInputCharsPerWord ?? 100;
    this.#vocabulary = new Vocabulary(options.vocab ?? {});
    for (const [token, id] of this.#vocabulary.ids) this.#trie.set(token, id);
    this.#inside = this.#trie.find(this.continuingSubwordPrefix);
  }

  /** @throws MissingTokenError for a word that has no tokens, if the unknown token is not in the vocabulary */
  override tokenize(word: string): readonly Token[] {
    return this.#cache.getOrCompute(word, (text) => this.#tokens(text));
  }

  #tokens(word: string): readonly Token[] {
    if (this.#isTooLong(word)) return [unknownToken(this, this.unkToken, word)];
    const tokens: Token[] = [];
    for (let start = 0; start < word.length; ) {
      const token = this.#longest(word, start);
      if (!token) return [unknownToken(this, this.unkToken, word)];
      tokens.push(token);
      start = token.end;
    }
    return tokens;
  }

  #isTooLong(word: string): boolean {
    const max = this.maxInputCharsPerWord;
    return word.length > 2 * max || (word.length > max && [...word].length > max);
  }

  #longest(word: string, start: number): Token | undefined {
    const trie = this.#trie;
    let [id, end] = [-1, start];
    let node = start === 0 ? 0 : this.#inside;
    for (let i = start; i < word.length && node >= 0; i++) {
      node = trie.child(node, word.charCodeAt(i));
      const value = node < 0 ? -1 : trie.value(node);
      if (value >= 0) [id, end] = [value, i + 1];
    }
    return id < 0 ? undefined : { id, value: this.idToToken(id) as string, start, end };
  }

  override tokenToId(token: string): number | undefined {
    return this.#vocabulary.ids.get(token);
  }

  override idToToken(id: number): string | undefined {
    return this.#vocabulary.token(id);
  }

  override getVocab(): ReadonlyMap<string, number> {
    return this.#vocabulary.ids;
  }

  override get vocabSize(): number {
    return this.#vocabulary.size;
  }

  override toJson() {
    return {
      type: "WordPiece",
      unk_token: this.unkToken,
      continuing_subword_prefix: this.continuingSubwordPrefix,
      max_input_chars_per_word: this.maxInputCharsPerWord,
      vocab: this.#vocabulary.toJson(),
    };
  }
}

export const wordPieceJson = z
  .object({
    type: z.literal("WordPiece"),
    unk_token: z.string(),
    continuing_subword_prefix: z.string(),
    max_input_chars_per_word: z.int().nonnegative(),
    vocab: vocabJson,
  })
  .transform(
    (json) =>
      new WordPiece({
        vocab: json.vocab,
        unkToken: json.unk_token,
        continuingSubwordPrefix: json.continuing_subword_prefix,
        maxInputCharsPerWord: json.max_input_chars_per_word,
      }),
  );
