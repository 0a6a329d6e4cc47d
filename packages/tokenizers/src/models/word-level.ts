import { z } from "zod";
import { MissingTokenError } from "../errors.ts";
import { Model, type Token, type VocabLike } from "./model.ts";
import { Vocabulary, vocabJson } from "./vocabulary.ts";

export interface WordLevelOptions {
  readonly vocab?: VocabLike;
  /** Default: `<unk>`. */
  readonly unkToken?: string;
}

/** A token for each word. */
export class WordLevel extends Model {
  readonly unkToken: string;
  readonly #vocabulary: Vocabulary;

  constructor({ vocab = {}, unkToken = "<unk>" }: WordLevelOptions = {}) {
    super();
    this.unkToken = unkToken;
    this.#vocabulary = new Vocabulary(vocab);
  }

  /** @throws MissingTokenError for a word that is not in the vocabulary, if the unknown token is not either */
  override tokenize(word: string): readonly Token[] {
    if (word === "") return [];
    const id = this.tokenToId(word);
    if (id !== undefined) return [{ id, value: word, start: 0, end: word.length }];
    return [unknownToken(this, this.unkToken, word)];
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
    return { type: "WordLevel", vocab: this.#vocabulary.toJson(), unk_token: this.unkToken };
  }
}

/** The unknown token for a whole word. */
export function unknownToken(model: Model, value: string, word: string): Token {
  const id = model.tokenToId(value);
  if (id === undefined) {
    const way = "add it to the vocabulary, or name one that is there as unkToken";
    throw new MissingTokenError("the unknown token", way, value);
  }
  return { id, value, start: 0, end: word.length };
}

export const wordLevelJson = z
  .object({ type: z.literal("WordLevel"), vocab: vocabJson, unk_token: z.string() })
  .transform((json) => new WordLevel({ vocab: json.vocab, unkToken: json.unk_token }));
