import { readFileSync } from "node:fs";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Texts } from "../trainers/index.ts";
import { FastEngine } from "./engine/fast-engine.ts";
import { readTokenizerFile, type TokenizerFile } from "./engine/tokenizer-file.ts";
import { TokenizerOptionsError } from "./errors.ts";
import { PreTrainedTokenizer } from "./pre-trained-tokenizer.ts";
import type { TokenizerSettings } from "./settings.ts";
import { type TrainNewOptions, trainNewTokenizer } from "./train-new-tokenizer.ts";

/** Where a tokenizer comes from, one of these. */
export interface TokenizerSource {
  /** One that was put together of its parts. */
  readonly tokenizerObject?: Tokenizer;
  /** The path of a tokenizer.json. */
  readonly tokenizerFile?: string;
  /** The text of a tokenizer.json, or what was read of it. */
  readonly tokenizerJson?: string | TokenizerFile;
}

/** A tokenizer of the Rust library, as in `new PreTrainedTokenizerFast({ tokenizerObject, padToken: "[PAD]" })`. */
export class PreTrainedTokenizerFast extends PreTrainedTokenizer {
  /** @throws TokenizerOptionsError, TokenizerJsonError, and errors of reading a file */
  constructor({
    tokenizerObject,
    tokenizerFile,
    tokenizerJson,
    ...settings
  }: TokenizerSource & TokenizerSettings) {
    const file = readSource({ tokenizerObject, tokenizerFile, tokenizerJson });
    super(new FastEngine(file), { ...file.defaults, ...withoutUndefined(settings) });
  }

  /**
   * A tokenizer for other texts, with the same parts and special tokens, and a vocabulary that is learnt from the texts. The
   * model's type says the algorithm: BPE, WordPiece, Unigram or WordLevel.
   *
   * @param texts one by one or in batches, as from a generator; they are read once and not kept
   * @throws ArgumentError for a model of another type, and what the trainers throw
   */
  async trainNewFromIterator(
    texts: Texts,
    vocabSize: number,
    options: TrainNewOptions = {},
  ): Promise<PreTrainedTokenizerFast> {
    const trained = await trainNewTokenizer(this, await this.engine.toJson(), texts, vocabSize, options);
    return new PreTrainedTokenizerFast(trained);
  }
}

/** @throws TokenizerOptionsError unless there is one source */
export function readSource(
  source: { [K in keyof TokenizerSource]: TokenizerSource[K] | undefined },
): TokenizerFile {
  const given = Object.entries(source).filter(([, value]) => value !== undefined);
  if (given.length !== 1)
    throw new TokenizerOptionsError("one of tokenizerObject, tokenizerFile and tokenizerJson expected", {
      given: given.map(([name]) => name),
    });
  const { tokenizerObject, tokenizerFile, tokenizerJson } = source;
  if (tokenizerObject) return readTokenizerFile(JSON.stringify(tokenizerObject.toJson()));
  if (typeof tokenizerJson === "object") return tokenizerJson;
  return readTokenizerFile(tokenizerJson ?? readFileSync(tokenizerFile as string, "utf8"));
}

export function withoutUndefined<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}
