import { z } from "zod";
import { MissingTokenError, VocabularyError } from "../errors.ts";
import { bytePieces } from "./byte-pieces.ts";
import { Cache } from "./cache.ts";
import { Model, type Token } from "./model.ts";
import { Trie } from "./trie.ts";

export interface UnigramOptions {
  /** Tokens with their scores, the logarithms of their probabilities. An id is a place in this list. */
  readonly vocab?: readonly (readonly [string, number])[];
  /** The id of the unknown token, for characters that no token has. */
  readonly unkId?: number | undefined;
  /** Spell unknown characters as bytes, `<0xE2>` and so on, if the vocabulary has them. Default: false. */
  readonly byteFallback?: boolean;
}

/** An unknown character scores this much less than the least likely token. */
const unknownPenalty = 10;

/** The tokens whose scores have the largest sum, found with Viterbi's algorithm (Kudo 2018, arXiv:1804.10959). */
export class Unigram extends Model {
  readonly unkId: number | undefined;
  readonly byteFallback: boolean;
  readonly #vocab: readonly (readonly [string, number])[];
  readonly #ids = new Map<string, number>();
  readonly #trie = new Trie();
  readonly #unknownScore: number;
  readonly #cache = new Cache<readonly Token[]>();

  /** @throws VocabularyError for a score that is no number, or an unkId outside of the vocabulary */
  constructor({ vocab = [], unkId, byteFallback = false }: UnigramOptions = {}) {
    super();
    this.unkId = unkId;
    this.byteFallback = byteFallback;
    this.#vocab = vocab;
    let minScore = Number.POSITIVE_INFINITY;
    for (const [id, [token, score]] of vocab.entries()) {
      if (Number.isNaN(score)) throw new VocabularyError("a score expected", [token, score]);
      if (!token.isWellFormed())
        throw new VocabularyError("a token has half a surrogate pair", [token, score]);
      this.#ids.set(token, id);
      this.#trie.set(token, id);
      if (score < minScore) minScore = score;
    }
    if (unkId !== undefined && vocab[unkId] === undefined)
      throw new VocabularyError(`an unkId among ${vocab.length} entries expected`, unkId);
    this.#unknownScore = minScore - unknownPenalty;
  }

  /** @throws MissingTokenError for an unknown character, if there is no unkId */
  override tokenize(word: string): readonly Token[] {
    if (word === "") return [];
    return this.#cache.getOrCompute(word, (text) =>
      this.#pieces(text).flatMap((piece) => this.#tokens(piece)),
    );
  }

  /** Viterbi's path, with what is unknown in one piece as far as it goes. */
  #pieces(text: string): Piece[] {
    const { starts, ids } = this.#bestPath(text);
    const pieces: Piece[] = [];
    let unknownEnd = -1;
    for (let end = text.length; end > 0; end = starts[end] as number) {
      const start = starts[end] as number;
      if (ids[end] === this.unkId) {
        if (unknownEnd < 0) unknownEnd = end;
      } else {
        if (unknownEnd >= 0) pieces.push({ text: text.slice(end, unknownEnd), start: end });
        unknownEnd = -1;
        pieces.push({ text: text.slice(start, end), start });
      }
    }
    if (unknownEnd >= 0) pieces.push({ text: text.slice(0, unknownEnd), start: 0 });
    return pieces.reverse();
  }

  /** For each position the start and the id of the last token on the best way there. */
  #bestPath(text: string) {
    const trie = this.#trie;
    const scores = new Float64Array(text.length + 1);
    const starts = new Int32Array(text.length + 1).fill(-1);
    const ids = new Int32Array(text.length + 1);
    const offer = (end: number, score: number, start: number, id: number) => {
      if (starts[end] === -1 || score > (scores[end] as number)) {
        scores[end] = score;
        starts[end] = start;
        ids[end] = id;
      }
    };
    for (let start = 0; start < text.length; ) {
      const score = scores[start] as number;
      const next = start + ((text.codePointAt(start) as number) > 0xffff ? 2 : 1);
      let hasCharacter = false;
      for (let i = start, node = 0; i < text.length; i++) {
        node = trie.child(node, text.charCodeAt(i));
        if (node < 0) break;
        const id = trie.value(node);
        if (id < 0) continue;
        offer(i + 1, (this.#vocab[id]?.[1] as number) + score, start, id);
        if (i + 1 === next) hasCharacter = true;
      }
      if (!hasCharacter) offer(next, this.#unknownScore + score, start, this.unkId ?? -1);
      if (ids[next] === -1) this.#requireUnknown();
      start = next;
    }
    return { starts, ids };
  }

  #requireUnknown(): number {
    if (this.unkId !== undefined) return this.unkId;
    throw new MissingTokenError("the unknown token", "give its place in the vocabulary as unkId", undefined);
  }

  #tokens({ text, start }: Piece): Token[] {
    const end = start + text.length;
    const id = this.#ids.get(text);
    if (id !== undefined) return [{ id, value: text, start, end }];
    const bytes = this.byteFallback ? bytePieces(text, (piece) => this.#ids.get(piece)) : undefined;
    if (bytes) return bytes.map((byte) => ({ ...byte, start, end }));
    return [{ id: this.#requireUnknown(), value: text, start, end }];
  }

  override tokenToId(token: string): number | undefined {
    return this.#ids.get(token);
  }

  override idToToken(id: number): string | undefined {
    return this.#vocab[id]?.[0];
  }

  override getVocab(): ReadonlyMap<string, number> {
    return this.#ids;
  }

  override get vocabSize(): number {
    return this.#vocab.length;
  }

  override toJson() {
    return {
      type: "Unigram",
      unk_id: this.unkId ?? null,
      vocab: this.#vocab.map(([token, score]) => [token, score]),
      byte_fallback: this.byteFallback,
    };
  }
}

interface Piece {
  readonly text: string;
  readonly start: number;
}

export const unigramJson = z
  .object({
    type: z.literal("Unigram"),
    unk_id: z.int().nonnegative().nullish(),
    vocab: z.custom<readonly (readonly [string, number])[]>(
      (value) =>
        Array.isArray(value) &&
        value.every(
          (entry) =>
            Array.isArray(entry) &&
            entry.length === 2 &&
            typeof entry[0] === "string" &&
            typeof entry[1] === "number",
        ),
      "expected a list of tokens with their scores",
    ),
    byte_fallback: z.boolean().default(false),
  })
  .transform(
    (json) =>
      new Unigram({
        vocab: json.vocab,
        unkId: json.unk_id ?? undefined,
        byteFallback: json.byte_fallback,
      }),
  );
