import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AddedToken as RustAddedToken, Tokenizer as RustTokenizer } from "tokenizers";
import { TokenizerJsonError } from "../../errors.ts";
import type { PostProcessor } from "../../post-processors/post-processor.ts";
import type { AddedToken } from "../../tokenizer/added-token.ts";
import { TokenizationError } from "../errors.ts";
import type { Engine, TokenizedText } from "./engine.ts";
import { FastText } from "./fast-text.ts";
import { NativeMemory } from "./native-memory.ts";
import type { TokenizerFile } from "./tokenizer-file.ts";

/** The Rust library. */
export class FastEngine implements Engine {
  readonly isFast = true;
  readonly postProcessor: PostProcessor | undefined;
  readonly #rust: RustTokenizer;
  readonly #memory = new NativeMemory();
  readonly #added: Map<number, AddedToken>;
  readonly #specialTokens = new Set<string>();
  readonly #tokens: (string | undefined)[] = [];

  /** @throws TokenizerJsonError for what the library does not take */
  constructor(file: TokenizerFile) {
    try {
      this.#rust = RustTokenizer.fromString(file.text);
    } catch (cause) {
      throw new TokenizerJsonError("", cause instanceof Error ? cause.message : String(cause), { cause });
    }
    this.#rust.disableTruncation();
    this.#rust.disablePadding();
    this.postProcessor = file.postProcessor;
    this.#added = new Map(file.addedTokens.map(({ id, token }) => [id, token]));
    for (const { content, special } of this.#added.values()) if (special) this.#specialTokens.add(content);
  }

  get addedTokens(): ReadonlyMap<number, AddedToken> {
    return this.#added;
  }

  async tokenize(texts: readonly string[]): Promise<TokenizedText[]> {
    if (texts.length === 0) return [];
    try {
      const encodings = await this.#rust.encodeBatch(texts as string[], { addSpecialTokens: false });
      const notice = this.#memory.notice(texts);
      return encodings.map((encoding, i) => new FastText(texts[i] as string, encoding, notice));
    } catch (cause) {
      throw new TokenizationError(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** The library's own `decode` makes promises only; this is what it does. */
  decode(ids: readonly number[], skipSpecialTokens: boolean): string {
    const tokens: string[] = [];
    for (const id of ids) {
      const token = this.idToToken(id);
      if (token !== undefined && !(skipSpecialTokens && this.#specialTokens.has(token))) tokens.push(token);
    }
    return this.#rust.getDecoder()?.decode(tokens) ?? tokens.join(" ");
  }

  tokenToId(token: string): number | undefined {
    return this.#rust.tokenToId(token) ?? undefined;
  }

  idToToken(id: number): string | undefined {
    if (!Number.isInteger(id) || id < 0 || id > 0xffffffff) return undefined;
    const known = this.#tokens[id] ?? this.#rust.idToToken(id) ?? undefined;
    if (known !== undefined) this.#tokens[id] = known;
    return known;
  }

  getVocab(withAddedTokens: boolean): Map<string, number> {
    return new Map(Object.entries(this.#rust.getVocab(withAddedTokens)));
  }

  getVocabSize(withAddedTokens: boolean): number {
    return this.#rust.getVocabSize(withAddedTokens);
  }

  addTokens(tokens: readonly AddedToken[]): void {
    const added = tokens.map(
      ({ content, special, singleWord, lstrip, rstrip, normalized }) =>
        new RustAddedToken(content, special, {
          singleWord,
          leftStrip: lstrip,
          rightStrip: rstrip,
          normalized,
        }),
    );
    this.#rust.addAddedTokens(added);
    this.#tokens.length = 0;
    for (const token of tokens) {
      this.#added.set(this.tokenToId(token.content) as number, token);
      if (token.special) this.#specialTokens.add(token.content);
      else this.#specialTokens.delete(token.content);
    }
  }

  /** The library writes files only. */
  async toJson(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
    try {
      const path = join(folder, "tokenizer.json");
      this.#rust.save(path, true);
      return await readFile(path, "utf8");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
