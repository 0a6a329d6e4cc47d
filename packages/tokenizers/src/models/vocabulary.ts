import { z } from "zod";
import { VocabularyError } from "../errors.ts";
import type { VocabLike } from "./model.ts";

/** Tokens and their ids, both ways. */
export class Vocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly #tokens = new Map<number, string>();

  /** @throws VocabularyError for an id that is none, or that two tokens share */
  constructor(vocab: VocabLike) {
    this.ids = new Map(vocab instanceof Map ? vocab : Object.entries(vocab));
    for (const [token, id] of this.ids) {
      if (!isId(id))
        throw new VocabularyError("a non-negative integer below 2³¹ expected as id", [token, id]);
      const other = this.#tokens.get(id);
      if (other !== undefined)
        throw new VocabularyError("two tokens have the same id", { id, tokens: [other, token] });
      if (!token.isWellFormed()) throw new VocabularyError("a token has half a surrogate pair", [token, id]);
      this.#tokens.set(id, token);
    }
  }

  get size(): number {
    return this.ids.size;
  }

  token(id: number): string | undefined {
    return this.#tokens.get(id);
  }

  /** In the order of the ids. */
  toJson(): Record<string, number> {
    return Object.fromEntries([...this.ids].sort(([, a], [, b]) => a - b));
  }
}

export function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
}

/**
 * A vocabulary in a tokenizer.json. Not a zod record, which has no place for a token `__proto__` and would check each
 * of a hundred thousand entries by a schema.
 */
export const vocabJson = z.custom<Readonly<Record<string, number>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected an object of tokens and their ids",
);
