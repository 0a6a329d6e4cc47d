import { z } from "zod";
import { MergeError, MissingTokenError } from "../errors.ts";
import { bytePieces } from "./byte-pieces.ts";
import { Cache } from "./cache.ts";
import { MergeQueue } from "./merge-queue.ts";
import { Model, type Token, type VocabLike } from "./model.ts";
import { PairTable } from "./pair-table.ts";
import { Symbols } from "./symbols.ts";
import { Vocabulary, vocabJson } from "./vocabulary.ts";

export interface BpeOptions {
  readonly vocab?: VocabLike;
  /** Pairs of tokens to join, the most urgent first. */
  readonly merges?: readonly (readonly [string, string])[];
  /** For characters that are not in the vocabulary, which otherwise vanish. Default: none. */
  readonly unkToken?: string | undefined;
  /** What tokens inside of a word begin with. Default: nothing. */
  readonly continuingSubwordPrefix?: string | undefined;
  /** What tokens at the end of a word end with. Default: nothing. */
  readonly endOfWordSuffix?: string | undefined;
  /** One unknown token for several unknown characters. Default: false. */
  readonly fuseUnk?: boolean;
  /** Spell unknown characters as bytes, `<0xE2>` and so on, if the vocabulary has them. Default: false. */
  readonly byteFallback?: boolean;
  /** Take a word that is in the vocabulary as it is, even if no merges lead there. Default: false. */
  readonly ignoreMerges?: boolean;
}

/** Byte-pair encoding: from characters on, joins the pair whose merge comes first, while there is one. */
export class BPE extends Model {
  readonly unkToken: string | undefined;
  readonly continuingSubwordPrefix: string | undefined;
  readonly endOfWordSuffix: string | undefined;
  readonly fuseUnk: boolean;
  readonly byteFallback: boolean;
  readonly ignoreMerges: boolean;
  readonly #vocabulary: Vocabulary;
  readonly #merges: readonly (readonly [string, string])[];
  /** The place of a pair of ids among the merges. */
  readonly #ranks: PairTable;
  /** What each merge makes. */
  readonly #merged: Int32Array;
  readonly #cache = new Cache<readonly Token[]>();
  /** Empty but for a while: words are short, and arrays take longer to make than to fill. */
  #symbols = new Symbols();
  readonly #queue = new MergeQueue();

  /** @throws VocabularyError; MergeError for a merge with a token, or for one, that is not in the vocabulary */
  constructor(options: BpeOptions = {}) {
    super();
    const { vocab = {}, merges = [] } = options;
    this.unkToken = options.unkToken;
    this.continuingSubwordPrefix = options.continuingSubwordPrefix;
    this.endOfWordSuffix = options.endOfWordSuffix;
    this.fuseUnk = options.fuseUnk ?? false;
    this.byteFallback = options.byteFallback ?? false;
    this.ignoreMerges = options.ignoreMerges ?? false;
    this.#vocabulary = new Vocabulary(vocab);
    this.#merges = merges;
    this.#ranks = new PairTable(merges.length);
    this.#merged = new Int32Array(merges.length);
    for (const [rank, merge] of merges.entries()) {
      const idOf = (token: string) => {
        const id = this.tokenToId(token);
        if (id === undefined) throw new MergeError(rank, merge, token);
        return id;
      };
      const [left, right] = merge;
      this.#ranks.set(idOf(left), idOf(right), rank);
      this.#merged[rank] = idOf(left + right.slice(this.continuingSubwordPrefix?.length ?? 0));
    }
  }

  /** @throws MissingTokenError for an unknown character, if the unknown token is named but not in the vocabulary */
  override tokenize(word: string): readonly Token[] {
    if (word === "") return [];
    if (this.ignoreMerges) {
      const id = this.tokenToId(word);
      if (id !== undefined) return [{ id, value: word, start: 0, end: word.length }];
    }
    return this.#cache.getOrCompute(word, (text) => this.#merge(text));
  }

  #merge(word: string): Token[] {
    const symbols = this.#symbols;
    const queue = this.#queue;
    this.#addCharacters(word);
    const offer = (left: number) => {
      const right = left < 0 ? -1 : symbols.next(left);
      const rank = right < 0 ? -1 : this.#ranks.get(symbols.id(left), symbols.id(right));
      if (rank >= 0) queue.push(rank, left);
    };
    for (let left = 0; left < symbols.length - 1; left++) offer(left);
    while (queue.pop()) {
      const { rank, position } = queue;
      const right = symbols.isGone(position) ? -1 : symbols.next(position);
      // The pair may have been torn apart since it was queued.
      if (right < 0 || this.#ranks.get(symbols.id(position), symbols.id(right)) !== rank) continue;
      symbols.join(position, right, this.#merged[rank] as number);
      offer(symbols.previous(position));
      offer(position);
    }
    const tokens = symbols.toTokens((id) => this.idToToken(id) as string);
    if (symbols.length > 1_000_000) this.#symbols = new Symbols();
    return tokens;
  }

  #addCharacters(word: string): void {
    const symbols = this.#symbols;
    symbols.clear();
    /** The stretch of unknown characters that is still to be added. */
    let unknown: { start: number; end: number } | undefined;
    const addUnknown = () => {
      if (unknown) symbols.add(this.#unknownId(), unknown.start, unknown.end);
      unknown = undefined;
    };
    for (let start = 0; start < word.length; ) {
      const end = start + ((word.codePointAt(start) as number) > 0xffff ? 2 : 1);
      let character = word.slice(start, end);
      if (start > 0 && this.continuingSubwordPrefix) character = this.continuingSubwordPrefix + character;
      if (end === word.length && this.endOfWordSuffix) character += this.endOfWordSuffix;
      const id = this.tokenToId(character);
      const bytes =
        id === undefined && this.byteFallback
          ? bytePieces(character, (piece) => this.tokenToId(piece))
          : undefined;
      if (id !== undefined) {
        addUnknown();
        symbols.add(id, start, end);
        // As in the Rust library, bytes overtake unknown characters that are still to be added.
      } else if (bytes) for (const byte of bytes) symbols.add(byte.id, start, end);
      else if (this.unkToken !== undefined) {
        if (unknown && this.fuseUnk) unknown.end = end;
        else {
          addUnknown();
          unknown = { start, end };
        }
      }
      start = end;
    }
    addUnknown();
  }

  #unknownId(): number {
    const id = this.tokenToId(this.unkToken as string);
    if (id !== undefined) return id;
    const way = "add it to the vocabulary, or name one that is there as unkToken";
    throw new MissingTokenError("the unknown token", way, this.unkToken);
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
      type: "BPE",
      dropout: null,
      unk_token: this.unkToken ?? null,
      continuing_subword_prefix: this.continuingSubwordPrefix ?? null,
      end_of_word_suffix: this.endOfWordSuffix ?? null,
      fuse_unk: this.fuseUnk,
      byte_fallback: this.byteFallback,
      ignore_merges: this.ignoreMerges,
      vocab: this.#vocabulary.toJson(),
      merges: this.#merges.map(([left, right]) => [left, right]),
    };
  }
}

type Merges = readonly (readonly [string, string])[];

/** Pairs, or as in older files, texts with a space between the two. */
const mergesJson = z
  .custom<readonly (string | readonly [string, string])[]>(Array.isArray, "expected a list of merges")
  .transform((merges, context): Merges => {
    const pairs: (readonly [string, string])[] = [];
    for (const [i, merge] of merges.entries()) {
      const pair = typeof merge === "string" ? merge.split(" ") : merge;
      if (Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string"))
        pairs.push([pair[0] as string, pair[1] as string]);
      else {
        const message = "expected a merge, two tokens";
        context.issues.push({ code: "custom", path: [i], message, input: merge });
        return z.NEVER;
      }
    }
    return pairs;
  });

export const bpeJson = z
  .object({
    type: z.literal("BPE"),
    dropout: z.number().nullish(),
    unk_token: z.string().nullish(),
    continuing_subword_prefix: z.string().nullish(),
    end_of_word_suffix: z.string().nullish(),
    fuse_unk: z.boolean().nullish(),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
    vocab: vocabJson,
    merges: mergesJson,
  })
  .refine((json) => !json.dropout, {
    path: ["dropout"],
    message: "dropout is for training only, expected null",
  })
  .transform(
    (json) =>
      new BPE({
        vocab: json.vocab,
        merges: json.merges,
        unkToken: json.unk_token ?? undefined,
        continuingSubwordPrefix: json.continuing_subword_prefix ?? undefined,
        endOfWordSuffix: json.end_of_word_suffix ?? undefined,
        fuseUnk: json.fuse_unk ?? false,
        byteFallback: json.byte_fallback ?? false,
        ignoreMerges: json.ignore_merges ?? false,
      }),
  );
