import { Tokenizer as JsTokenizer } from "@huggingface/tokenizers";
import { TokenizerJsonError } from "../../errors.ts";
import type { PostProcessor } from "../../post-processors/post-processor.ts";
import { type AddedToken, addedTokenToJson } from "../../tokenizer/added-token.ts";
import { FastTokenizerNeededError, TokenizationError } from "../errors.ts";
import type { Engine, Span, TokenizedText } from "./engine.ts";
import type { TokenizerFile } from "./tokenizer-file.ts";

class SlowText implements TokenizedText {
  readonly ids: readonly number[];
  readonly length: number;

  constructor(ids: readonly number[]) {
    this.ids = ids;
    this.length = ids.length;
  }

  get tokens(): readonly string[] {
    throw new FastTokenizerNeededError("tokens");
  }

  get offsets(): readonly Span[] {
    throw new FastTokenizerNeededError("offsets");
  }

  get wordIds(): readonly (number | null)[] {
    throw new FastTokenizerNeededError("word ids");
  }
}

/** The library in JavaScript, which knows ids only. */
export class SlowEngine implements Engine {
  readonly isFast = false;
  readonly postProcessor: PostProcessor | undefined;
  readonly #json: Readonly<Record<string, unknown>>;
  readonly #config: object;
  readonly #added: Map<number, AddedToken>;
  #js: JsTokenizer;
  #ofModel: ReadonlyMap<string, number> | undefined;

  /** @param config what tokenizer_config.json says, of which the library reads some */
  constructor(file: TokenizerFile, config: object = {}) {
    this.postProcessor = file.postProcessor;
    this.#json = file.json;
    this.#config = config;
    this.#added = new Map(file.addedTokens.map(({ id, token }) => [id, token]));
    this.#js = this.#build();
  }

  /** Tokens that are added mean a new one; it does not change. */
  #build(): JsTokenizer {
    try {
      return new JsTokenizer(this.#withAddedTokens(), this.#config);
    } catch (cause) {
      throw new TokenizerJsonError("", cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  #withAddedTokens(): object {
    const added = [...this.#added]
      .sort(([a], [b]) => a - b)
      .map(([id, token]) => addedTokenToJson(id, token));
    return { ...this.#json, added_tokens: added, truncation: null, padding: null };
  }

  get addedTokens(): ReadonlyMap<number, AddedToken> {
    return this.#added;
  }

  async tokenize(texts: readonly string[]): Promise<TokenizedText[]> {
    try {
      return texts.map((text) => new SlowText(this.#js.encode(text, { add_special_tokens: false }).ids));
    } catch (cause) {
      throw new TokenizationError(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  decode(ids: readonly number[], skipSpecialTokens: boolean): string {
    const known = ids.filter((id) => this.idToToken(id) !== undefined);
    if (known.length === 0) return "";
    return this.#js.decode(known, {
      skip_special_tokens: skipSpecialTokens,
      clean_up_tokenization_spaces: false,
    });
  }

  tokenToId(token: string): number | undefined {
    return this.#js.token_to_id(token);
  }

  idToToken(id: number): string | undefined {
    return this.#js.id_to_token(id);
  }

  /** The library counts no token that is an added one as the model's, even if it is. */
  #modelVocab(): ReadonlyMap<string, number> {
    const { vocab = {} } = this.#json.model as { vocab?: Record<string, number> | [string, number][] };
    this.#ofModel ??= new Map(
      Array.isArray(vocab) ? vocab.map(([piece], id) => [piece, id]) : Object.entries(vocab),
    );
    return this.#ofModel;
  }

  getVocab(withAddedTokens: boolean): Map<string, number> {
    const vocab = new Map(this.#modelVocab());
    if (withAddedTokens) for (const [id, { content }] of this.#added) vocab.set(content, id);
    return vocab;
  }

  getVocabSize(withAddedTokens: boolean): number {
    const ofModel = this.#modelVocab();
    if (!withAddedTokens) return ofModel.size;
    return ofModel.size + [...this.#added.values()].filter(({ content }) => !ofModel.has(content)).length;
  }

  addTokens(tokens: readonly AddedToken[]): void {
    let next = Math.max(this.getVocabSize(false), ...[...this.#added.keys()].map((id) => id + 1));
    for (const token of tokens) this.#added.set(this.tokenToId(token.content) ?? next++, token);
    this.#js = this.#build();
  }

  async toJson(): Promise<string> {
    return JSON.stringify(this.#withAddedTokens(), undefined, 2);
  }
}
