import { readFile } from "node:fs/promises";
import type { Decoder } from "../decoders/decoder.ts";
import { ArgumentError, DuplicateTokenError, TokenizerJsonError } from "../errors.ts";
import type { Model } from "../models/model.ts";
import type { Normalizer } from "../normalizers/normalizer.ts";
import type { PostProcessor } from "../post-processors/post-processor.ts";
import type { PreTokenizer } from "../pre-tokenizers/pre-tokenizer.ts";
import { countWords, type Texts } from "../trainers/count-words.ts";
import { countWordsInFiles } from "../trainers/count-words-in-files.ts";
import type { OnProgress } from "../trainers/trainer-options.ts";
import { type AddedToken, type AddedTokenLike, addedTokenToJson, asAddedToken } from "./added-token.ts";
import { AddedVocabulary } from "./added-vocabulary.ts";
import { Encoding } from "./encoding.ts";
import { NormalizedString } from "./normalized-string.ts";
import { cutPieces, type Piece } from "./pre-tokenized-string.ts";
import { type TokenizerJson, tokenizerJson } from "./tokenizer-json.ts";
import { type Trainer, trainedModel } from "./trained-model.ts";
import type { PaddingJson, TruncationJson } from "./truncation-padding.ts";
import { writeFileAtomically } from "./write-file.ts";

export interface TokenizerParts {
  readonly normalizer?: Normalizer | undefined;
  readonly preTokenizer?: PreTokenizer | undefined;
  readonly postProcessor?: PostProcessor | undefined;
  readonly decoder?: Decoder | undefined;
}

/** A text, or the words of one. */
export type EncodeInput = string | readonly string[];

export interface EncodeOptions {
  /** Default: true. */
  readonly addSpecialTokens?: boolean;
  /** The input is a list of words, whose numbers become the word ids, and offsets are those in a word. Default: false. */
  readonly isPretokenized?: boolean;
}

export interface DecodeOptions {
  /** Default: true. */
  readonly skipSpecialTokens?: boolean;
}

/**
 * A tokenizer made of its parts: the normalizer cleans a text, the pre-tokenizer cuts it into words, the model turns
 * words into tokens, the post-processor adds special ones; the decoder leads back.
 */
export class Tokenizer {
  model: Model;
  preTokenizer: PreTokenizer | undefined;
  postProcessor: PostProcessor | undefined;
  decoder: Decoder | undefined;
  /** What a file says on truncation and padding is kept for whoever batches encodings; `encode` does neither. */
  truncation: TruncationJson | null = null;
  padding: PaddingJson | null = null;
  #normalizer: Normalizer | undefined;
  readonly #added = new AddedVocabulary();

  constructor(model: Model, parts: TokenizerParts = {}) {
    this.model = model;
    this.#normalizer = parts.normalizer;
    this.preTokenizer = parts.preTokenizer;
    this.postProcessor = parts.postProcessor;
    this.decoder = parts.decoder;
  }

  /** @throws TokenizerJsonError, and what the parts throw, for a file that is no tokenizer.json */
  static async fromFile(path: string): Promise<Tokenizer> {
    return Tokenizer.fromString(decodeUtf8(await readFile(path)));
  }

  /** @param json the text of a tokenizer.json */
  static fromString(json: string): Tokenizer {
    let parsed: unknown;
    try {
      parsed = JSON.parse(json);
    } catch (cause) {
      throw new TokenizerJsonError("", `not JSON, ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
    const result = tokenizerJson.safeParse(parsed, { reportInput: true });
    if (!result.success) throw TokenizerJsonError.fromZod(result.error);
    const { model, added_tokens, ...parts } = result.data;
    const tokenizer = new Tokenizer(model, {
      normalizer: parts.normalizer ?? undefined,
      preTokenizer: parts.pre_tokenizer ?? undefined,
      postProcessor: parts.post_processor ?? undefined,
      decoder: parts.decoder ?? undefined,
    });
    tokenizer.#add(added_tokens.map(({ token }) => token));
    tokenizer.truncation = parts.truncation ?? null;
    tokenizer.padding = parts.padding ?? null;
    return tokenizer;
  }

  get normalizer(): Normalizer | undefined {
    return this.#normalizer;
  }

  set normalizer(normalizer: Normalizer | undefined) {
    this.#normalizer = normalizer;
    this.#added.refresh(normalizer);
  }

  /**
   * @returns how many were not there already
   * @throws DuplicateTokenError for one that is given twice
   */
  addTokens(tokens: readonly AddedTokenLike[]): number {
    return this.#add(tokens.map((token) => asAddedToken(token, false)));
  }

  /** Adds tokens that decoding leaves out, unless they say that they are not special. */
  addSpecialTokens(tokens: readonly AddedTokenLike[]): number {
    return this.#add(tokens.map((token) => asAddedToken(token, true)));
  }

  #add(tokens: readonly AddedToken[]): number {
    const seen = new Set<string>();
    for (const { content } of tokens) {
      if (seen.has(content)) throw new DuplicateTokenError("give each only once", content);
      seen.add(content);
    }
    return this.#added.add(tokens, this.model, this.#normalizer);
  }

  /** Added tokens by their ids. */
  get addedTokens(): ReadonlyMap<number, AddedToken> {
    return this.#added.tokens;
  }

  tokenToId(token: string): number | undefined {
    return this.#added.ids.get(token) ?? this.model.tokenToId(token);
  }

  idToToken(id: number): string | undefined {
    return this.#added.token(id) ?? this.model.idToToken(id);
  }

  getVocab(withAddedTokens = true): Map<string, number> {
    return new Map([...this.model.getVocab(), ...(withAddedTokens ? this.#added.ids : [])]);
  }

  getVocabSize(withAddedTokens = true): number {
    if (!withAddedTokens) return this.model.vocabSize;
    const isNew = (token: string) => this.model.tokenToId(token) === undefined;
    return this.model.vocabSize + [...this.#added.ids.keys()].filter(isNew).length;
  }

  /**
   * The tokens of a text or of a pair of them. Half a surrogate pair counts as U+FFFD.
   *
   * @throws MissingTokenError where a model has no token for a word and no unknown token either
   */
  encode(text: EncodeInput, pair?: EncodeInput, options: EncodeOptions = {}): Encoding {
    const { addSpecialTokens = true, isPretokenized = false } = options;
    const first = this.#encodeText(text, isPretokenized);
    const second = pair === undefined ? undefined : this.#encodeText(pair, isPretokenized);
    if (this.postProcessor) return this.postProcessor.process(first, second, addSpecialTokens);
    if (!second) return first;
    first.setSequence(0);
    second.setSequence(1);
    second.setTypeId(1);
    return Encoding.merged([first, second]);
  }

  /** @param inputs texts, or pairs of texts in a list; of words if `isPretokenized` */
  encodeBatch(
    inputs: readonly (EncodeInput | readonly [EncodeInput, EncodeInput])[],
    options: EncodeOptions = {},
  ): Encoding[] {
    return inputs.map((input) => {
      const isPair = Array.isArray(input) && (!options.isPretokenized || Array.isArray(input[0]));
      if (!isPair) return this.encode(input as EncodeInput, undefined, options);
      if (input.length !== 2) throw new ArgumentError("a text or a pair of two expected", input);
      return this.encode(input[0] as EncodeInput, input[1], options);
    });
  }

  #encodeText(text: EncodeInput, isPretokenized: boolean): Encoding {
    const encoding = new Encoding();
    const tokenize = (word: string) => this.model.tokenize(word);
    if (isPretokenized) {
      if (typeof text === "string") throw new ArgumentError("a list of words expected", text);
      for (const [i, word] of text.entries()) encoding.addPieces(word, this.#pieces(word, true), tokenize, i);
    } else {
      if (typeof text !== "string")
        throw new ArgumentError("a text expected, or isPretokenized with a list of words", text);
      encoding.addPieces(text, this.#pieces(text, true), tokenize);
    }
    return encoding;
  }

  #pieces(text: string, tracked: boolean): Piece[] {
    const { preTokenizer } = this;
    const normalized = NormalizedString.of(text, tracked || (preTokenizer?.usesOffsets ?? false));
    const pieces = this.#added.extract(normalized, this.#normalizer);
    if (!preTokenizer) return pieces;
    return cutPieces(pieces, (part) => preTokenizer.cut(part).map((word) => ({ text: word })));
  }

  /** The words that the model would get of a text, which is what it is trained on. */
  words(text: string): string[] {
    return this.#pieces(text, false).map((piece) => piece.text.text);
  }

  /**
   * Trains the model on files of UTF-8 text, line by line, and adds the trainer's special tokens.
   *
   * @throws ArgumentError for a trainer of another type of model, and what counting words and the trainer throw
   */
  async train(
    files: readonly string[],
    trainer: Trainer,
    options: { readonly onProgress?: OnProgress } = {},
  ): Promise<void> {
    const module = new URL("./words-of.ts", import.meta.url).href;
    const data = JSON.stringify({ ...this.toJson(), model: { type: "WordLevel", vocab: {}, unk_token: "" } });
    this.#learn(await countWordsInFiles(files, { module, name: "wordsOf", data }, options), trainer);
  }

  /** The same on texts, one by one or in batches. */
  async trainFromIterator(texts: Texts, trainer: Trainer): Promise<void> {
    this.#learn(await countWords(texts, (text) => this.words(text)), trainer);
  }

  #learn(wordCounts: ReadonlyMap<string, number>, trainer: Trainer): void {
    const { model, specialTokens } = trainer(wordCounts);
    this.model = trainedModel(this.model, model);
    this.addSpecialTokens(specialTokens);
  }

  /** The text of tokens. Ids that there are not stand for nothing. */
  decode(ids: Iterable<number>, { skipSpecialTokens = true }: DecodeOptions = {}): string {
    const tokens: string[] = [];
    for (const id of ids) {
      const token = this.idToToken(id);
      if (token !== undefined && !(skipSpecialTokens && this.#added.isSpecial(token))) tokens.push(token);
    }
    return this.decoder ? this.decoder.decode(tokens) : tokens.join(" ");
  }

  decodeBatch(batch: Iterable<Iterable<number>>, options: DecodeOptions = {}): string[] {
    return Array.from(batch, (ids) => this.decode(ids, options));
  }

  /** What a tokenizer.json says. */
  toJson(): TokenizerJson {
    const added = [...this.#added.tokens].sort(([a], [b]) => a - b);
    return {
      version: "1.0",
      truncation: this.truncation,
      padding: this.padding,
      added_tokens: added.map(([id, token]) => addedTokenToJson(id, token)),
      normalizer: this.#normalizer?.toJson() ?? null,
      pre_tokenizer: this.preTokenizer?.toJson() ?? null,
      post_processor: this.postProcessor?.toJson() ?? null,
      decoder: this.decoder?.toJson() ?? null,
      model: this.model.toJson(),
    };
  }

  /** Writes a tokenizer.json. */
  async save(path: string): Promise<void> {
    await writeFileAtomically(path, `${JSON.stringify(this.toJson(), undefined, 2)}\n`);
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TokenizerJsonError("", "not UTF-8", { cause });
  }
}
