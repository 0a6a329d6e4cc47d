import type { PushedCommit, PushOptions } from "@llm-course/hub";
import {
  type ApplyChatTemplateOptions,
  type AssistantMask,
  applyChatTemplate,
  type ChatMessage,
  chooseChatTemplate,
} from "../chat-template/index.ts";
import { ArgumentError } from "../errors.ts";
import { type AddedTokenLike, asAddedToken } from "../tokenizer/added-token.ts";
import { checkCallOptions } from "./call-options.ts";
import { call } from "./callable.ts";
import { cleanUpTokenization } from "./clean-up.ts";
import { type SpecialTokensLike, tokensByRole } from "./config/special-token-roles.ts";
import { type ChatTemplates, unlimited } from "./config/tokenizer-config.ts";
import type { EncodeCall, EncodingOptions } from "./encode-call.ts";
import { type Encoder, encodeTexts } from "./encode-texts.ts";
import { arrangement, specialTokensIn } from "./encoding/arrangement.ts";
import type { BatchEncoding } from "./encoding/batch-encoding.ts";
import type { Side } from "./encoding/truncate.ts";
import type { Engine } from "./engine/engine.ts";
import { TokenizerOptionsError, UnknownTokenError } from "./errors.ts";
import type { TextInput } from "./inputs.ts";
import { makeSpecial } from "./make-special.ts";
import { type Encodings, type PaddedBatch, type PadOptions, padEncodings } from "./pad-encodings.ts";
import { savePretrained } from "./save-pretrained.ts";
import type { TokenizerSettings } from "./settings.ts";
import { WithSpecialTokens } from "./special-token-properties.ts";

export interface DecodeOptions {
  /** Default: false. */
  readonly skipSpecialTokens?: boolean;
  /** Default: the tokenizer's. */
  readonly cleanUpTokenizationSpaces?: boolean;
}

/** Ids of one text; a tensor's `data` are such. */
export type IdList = Iterable<number | bigint>;

/**
 * A model's tokenizer. It is called like a function: `await tokenizer(text, options)`, and gives the inputs of the model by
 * their names; with a list of texts, lists of each.
 */
export abstract class PreTrainedTokenizer extends WithSpecialTokens implements Encoder {
  /** Tokens of a row that the model can take; 1e30 if there is no limit. */
  modelMaxLength: number;
  paddingSide: Side;
  truncationSide: Side;
  padTokenTypeId: number;
  modelInputNames: readonly string[];
  chatTemplate: ChatTemplates | undefined;
  cleanUpTokenizationSpaces: boolean;
  /** What else tokenizer_config.json said. */
  readonly config: Readonly<Record<string, unknown>>;

  protected constructor(engine: Engine, settings: TokenizerSettings) {
    addConfigured(engine, settings.addedTokens);
    const tokens = tokensByRole<AddedTokenLike>(settings);
    const additional = settings.additionalSpecialTokens ?? [];
    makeSpecial(engine, [...tokens.values(), ...additional]);
    super(
      engine,
      new Map([...tokens].map(([role, token]) => [role, contentOf(token)])),
      additional.map(contentOf),
    );
    this.modelMaxLength = settings.modelMaxLength ?? unlimited;
    this.paddingSide = settings.paddingSide ?? "right";
    this.truncationSide = settings.truncationSide ?? "right";
    this.padTokenTypeId = settings.padTokenTypeId ?? 0;
    this.modelInputNames = settings.modelInputNames ?? ["input_ids", "token_type_ids", "attention_mask"];
    this.chatTemplate = settings.chatTemplate;
    this.cleanUpTokenizationSpaces = settings.cleanUpTokenizationSpaces ?? false;
    this.config = settings.config ?? {};
  }

  /** Whether offsets, words and what else only the Rust library knows are there. */
  get isFast(): boolean {
    return this.engine.isFast;
  }

  override [call](...args: readonly unknown[]): Promise<BatchEncoding> {
    const [text, second, third] = args as [TextInput | undefined, unknown, EncodingOptions?];
    return this.#encode(text, second, third);
  }

  async #encode(
    text: TextInput | undefined,
    second: unknown,
    third?: EncodingOptions,
  ): Promise<BatchEncoding> {
    const isPair = typeof second === "string" || Array.isArray(second) || third !== undefined;
    const { textPair, textTarget, ...given } = ((isPair ? third : second) ?? {}) as EncodingOptions;
    if (isPair && second !== undefined && textPair !== undefined)
      throw new TokenizerOptionsError("one second text expected, given two", { second, textPair });
    const options = checkCallOptions(given);
    const pair = (isPair ? second : undefined) ?? textPair;
    const target = () => encodeTexts(this, textTarget, undefined, options);
    if (textTarget === undefined) return encodeTexts(this, text, pair, options);
    if (text === undefined) return target();
    const [inputs, labels] = await Promise.all([encodeTexts(this, text, pair, options), target()]);
    return inputs.withLabels(labels);
  }

  /** The ids alone. */
  async encode(text: string, options: EncodingOptions = {}): Promise<number[]> {
    const { input_ids } = await (this as unknown as EncodeCall)(asText(text), options);
    return input_ids as number[];
  }

  /** The tokens of a text, without special ones unless they are asked for. */
  async tokenize(
    text: string,
    options: Pick<EncodingOptions, "textPair" | "addSpecialTokens"> = {},
  ): Promise<string[]> {
    const encoding = await (this as unknown as EncodeCall)(asText(text), {
      addSpecialTokens: false,
      ...options,
    });
    return this.isFast ? encoding.tokens() : this.convertIdsToTokens(encoding.input_ids as number[]);
  }

  /** Makes the rows of one or several encodings as long as the longest one. */
  pad(encodings: Encodings, options: PadOptions = {}): PaddedBatch {
    return padEncodings(this, encodings, options);
  }

  /** The text of ids. Ids that are not in the vocabulary stand for nothing. */
  decode(ids: number | IdList, options: DecodeOptions = {}): string {
    const { skipSpecialTokens = false, cleanUpTokenizationSpaces = this.cleanUpTokenizationSpaces } = options;
    const list = typeof ids === "number" ? [ids] : Array.from(ids, Number);
    const text = this.engine.decode(list, skipSpecialTokens);
    return cleanUpTokenizationSpaces ? cleanUpTokenization(text) : text;
  }

  batchDecode(rows: Iterable<IdList>, options: DecodeOptions = {}): string[] {
    return Array.from(rows, (ids) => this.decode(ids, options));
  }

  /**
   * The id of a token, or of each; the unknown token's for one that is not in the vocabulary.
   *
   * @throws MissingSpecialTokenError if there is no unknown token either
   */
  convertTokensToIds<Tokens extends string | readonly string[]>(
    tokens: Tokens,
  ): Tokens extends string ? number : number[];
  convertTokensToIds(tokens: string | readonly string[]): number | number[] {
    const idOf = (token: string) => this.engine.tokenToId(token) ?? this.unkTokenId;
    return typeof tokens === "string" ? idOf(tokens) : tokens.map(idOf);
  }

  /** @throws UnknownTokenError for an id that is not in the vocabulary */
  convertIdsToTokens<IdOrIds extends number | IdList>(
    ids: IdOrIds,
    options?: { readonly skipSpecialTokens?: boolean },
  ): IdOrIds extends number ? string : string[];
  convertIdsToTokens(ids: number | IdList, { skipSpecialTokens = false } = {}): string | string[] {
    const tokenOf = (id: number | bigint) => {
      const token = this.engine.idToToken(Number(id));
      if (token === undefined)
        throw new UnknownTokenError(`an id of the vocabulary's ${this.getVocabSize()} expected`, Number(id));
      return token;
    };
    if (typeof ids === "number") return tokenOf(ids);
    const skipped = new Set(skipSpecialTokens ? this.allSpecialIds : []);
    return Array.from(ids, Number)
      .filter((id) => !skipped.has(id))
      .map(tokenOf);
  }

  /** Tokens of the model, without added ones. */
  get vocabSize(): number {
    return this.engine.getVocabSize(false);
  }

  /** With added tokens, unless they are not wanted. */
  getVocabSize(withAddedTokens = true): number {
    return this.engine.getVocabSize(withAddedTokens);
  }

  /** Ids by tokens, with added ones, in the order of the ids. */
  getVocab(): Map<string, number> {
    return new Map([...this.engine.getVocab(true)].sort(([, a], [, b]) => a - b));
  }

  /** @returns how many are new to the vocabulary */
  addTokens(tokens: AddedTokenLike | readonly AddedTokenLike[]): number {
    const list = (Array.isArray(tokens) ? tokens : [tokens]) as readonly AddedTokenLike[];
    const unknown = new Map(
      list
        .map((token) => asAddedToken(token, false))
        .filter(({ content }) => content !== "" && this.engine.tokenToId(content) === undefined)
        .map((token) => [token.content, token]),
    );
    if (unknown.size > 0) this.engine.addTokens([...unknown.values()]);
    return unknown.size;
  }

  /**
   * Gives special tokens their roles, and adds those that are not in the vocabulary. `additionalSpecialTokens` take the
   * place of those before.
   *
   * @returns how many are new to the vocabulary
   */
  addSpecialTokens(tokens: SpecialTokensLike<AddedTokenLike>): number {
    const roles = tokensByRole<AddedTokenLike>(tokens);
    const additional = tokens.additionalSpecialTokens;
    const names = new Set([...[...roles.keys()].map((role) => `${role}Token`), "additionalSpecialTokens"]);
    for (const [name, value] of Object.entries(tokens))
      if (value !== undefined && !names.has(name))
        throw new TokenizerOptionsError("a role like padToken, or additionalSpecialTokens expected", {
          [name]: value,
        });
    const unknown = makeSpecial(this.engine, [...roles.values(), ...(additional ?? [])]);
    for (const [role, token] of roles) this.roles.set(role, contentOf(token));
    if (additional) this.additionalSpecialTokens = additional.map(contentOf);
    return unknown;
  }

  /** How many special tokens a text gets, or two. */
  numSpecialTokensToAdd(pair = false): number {
    return specialTokensIn(arrangement(this.engine.postProcessor, pair, true));
  }

  /**
   * A chat as a model was taught to read it: with `tokenize: false` the text, else what the tokenizer makes of it.
   *
   * @throws ChatTemplateError
   */
  applyChatTemplate(
    messages: readonly ChatMessage[],
    options: ChatOptions & { readonly tokenize: false },
  ): string;
  applyChatTemplate(
    messages: readonly ChatMessage[],
    options?: ChatOptions & { readonly tokenize?: true },
  ): Promise<BatchEncoding<number[]> & AssistantMask>;
  applyChatTemplate(
    messages: readonly ChatMessage[],
    options: ChatOptions & { readonly tokenize?: boolean } = {},
  ) {
    const {
      tokenize = true,
      chatTemplate,
      returnAssistantTokensMask = false,
      encoding = {},
      ...rest
    } = options;
    const template = chooseChatTemplate(this.chatTemplate, chatTemplate, rest.tools !== undefined);
    const variables = { ...this.specialTokensMap, ...rest.variables };
    const chat = applyChatTemplate(template, messages, { ...rest, variables });
    if (!tokenize) {
      if (returnAssistantTokensMask || Object.keys(encoding).length > 0)
        throw new TokenizerOptionsError("only tokens can be masked or encoded, leave out tokenize: false", {
          tokenize,
          returnAssistantTokensMask,
          encoding,
        });
      return chat.text;
    }
    return this.#encodeChat(chat, encoding, returnAssistantTokensMask);
  }

  async #encodeChat(
    { text, assistantRanges }: ReturnType<typeof applyChatTemplate>,
    encoding: EncodingOptions,
    withMask: boolean,
  ): Promise<BatchEncoding<number[]> & AssistantMask> {
    const options = { addSpecialTokens: false, ...encoding };
    const inputs = (await (this as unknown as EncodeCall)(text, options)) as BatchEncoding<number[]>;
    if (!withMask) return inputs;
    if (!assistantRanges)
      throw new TokenizerOptionsError(
        "a template that marks what the assistant says with {% generation %} needed",
        {
          returnAssistantTokensMask: withMask,
        },
      );
    if (Array.isArray(inputs.input_ids) && Array.isArray(inputs.input_ids[0]))
      throw new TokenizerOptionsError("masks are for a single row, leave out returnOverflowingTokens", {
        ...encoding,
      });
    const mask = inputs.input_ids.map((_, token) => {
      const chars = inputs.tokenToChars(token);
      return chars && assistantRanges.some(([start, end]) => chars[0] < end && start < chars[1]) ? 1 : 0;
    });
    return Object.assign(inputs, { assistant_masks: mask });
  }

  /** Writes tokenizer.json and what belongs to it into a folder, which is made if it is not there. */
  savePretrained(folder: string): Promise<void> {
    return savePretrained(this, this.engine, folder);
  }

  /**
   * Shares the tokenizer's files: `tokenizer.pushToHub("ada/sentiment")`.
   *
   * @throws what `pushToHub` of `@llm-course/hub` throws
   */
  async pushToHub(repo: string, options: PushOptions = {}): Promise<PushedCommit> {
    const { pushToHub } = await import("@llm-course/hub");
    return pushToHub((folder) => this.savePretrained(folder), {
      ...{ commitMessage: "Upload tokenizer", ...options, repo },
    });
  }

  /** For rows to be padded with. */
  paddingToken(): { readonly id: number; readonly token: string } {
    const id = this.padTokenId;
    return { id, token: this.padToken as string };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { vocabSize, modelMaxLength, isFast, paddingSide, truncationSide, specialTokensMap } = this;
    return `${this.constructor.name} ${JSON.stringify({ vocabSize, modelMaxLength, isFast, paddingSide, truncationSide, specialTokensMap })}`;
  }
}

export interface ChatOptions extends ApplyChatTemplateOptions {
  /** A template, or the name of one of the tokenizer's. Default: the tokenizer's. */
  readonly chatTemplate?: string | undefined;
  /** Add `assistant_masks`: 1 for tokens that the assistant says. Default: false. */
  readonly returnAssistantTokensMask?: boolean;
  /** How the text is encoded, as in `{ truncation: true }`. Special tokens are the template's business. */
  readonly encoding?: Omit<EncodingOptions, "textPair" | "textTarget" | "isSplitIntoWords">;
}

function asText(text: unknown): string {
  if (typeof text !== "string") throw new ArgumentError("a text expected", text);
  return text;
}

function contentOf(token: AddedTokenLike): string {
  return typeof token === "string" ? token : token.content;
}

/** Adds tokens that tokenizer_config.json has and tokenizer.json has not. */
function addConfigured(engine: Engine, tokens: ReadonlyMap<number, AddedTokenLike> | undefined): void {
  const known = new Set(Array.from(engine.addedTokens.values(), ({ content }) => content));
  const missing = [...(tokens ?? [])]
    .filter(([, token]) => !known.has(contentOf(token)))
    .sort(([a], [b]) => a - b);
  if (missing.length === 0) return;
  engine.addTokens(missing.map(([, token]) => asAddedToken(token, false)));
  for (const [id, token] of missing)
    if (engine.tokenToId(contentOf(token)) !== id)
      throw new UnknownTokenError(
        `a token to be had as ${id}, as tokenizer_config.json says; add it to tokenizer.json`,
        contentOf(token),
      );
}
