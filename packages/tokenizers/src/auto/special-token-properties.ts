import { callable } from "./callable.ts";
import { type Role, roles } from "./config/special-token-roles.ts";
import type { EncodeCall } from "./encode-call.ts";
import type { Engine } from "./engine/engine.ts";
import { MissingSpecialTokenError, UnknownTokenError } from "./errors.ts";
import { makeSpecial } from "./make-special.ts";

/**
 * The special tokens of a tokenizer by what they are for. Reading the id of one that there is not throws
 * MissingSpecialTokenError, and setting one that is not in the vocabulary UnknownTokenError.
 */
export abstract class WithSpecialTokens extends callable<EncodeCall>() {
  readonly engine: Engine;
  protected readonly roles: Map<Role, string>;
  /** Special tokens besides those with a role. */
  additionalSpecialTokens: readonly string[];

  protected constructor(engine: Engine, tokens: ReadonlyMap<Role, string>, additional: readonly string[]) {
    super();
    this.engine = engine;
    this.roles = new Map(tokens);
    this.additionalSpecialTokens = additional;
  }

  /** What a text begins with. */
  get bosToken(): string | undefined {
    return this.roles.get("bos");
  }

  set bosToken(token: string | undefined) {
    this.#set("bos", token);
  }

  get bosTokenId(): number {
    return this.#id("bos");
  }

  /** What a text ends with. */
  get eosToken(): string | undefined {
    return this.roles.get("eos");
  }

  set eosToken(token: string | undefined) {
    this.#set("eos", token);
  }

  get eosTokenId(): number {
    return this.#id("eos");
  }

  /** What stands for what is not in the vocabulary. */
  get unkToken(): string | undefined {
    return this.roles.get("unk");
  }

  set unkToken(token: string | undefined) {
    this.#set("unk", token);
  }

  get unkTokenId(): number {
    return this.#id("unk");
  }

  /** What separates two texts. */
  get sepToken(): string | undefined {
    return this.roles.get("sep");
  }

  set sepToken(token: string | undefined) {
    this.#set("sep", token);
  }

  get sepTokenId(): number {
    return this.#id("sep");
  }

  /** What fills up short rows. */
  get padToken(): string | undefined {
    return this.roles.get("pad");
  }

  set padToken(token: string | undefined) {
    this.#set("pad", token);
  }

  get padTokenId(): number {
    return this.#id("pad");
  }

  /** What stands for a text as a whole. */
  get clsToken(): string | undefined {
    return this.roles.get("cls");
  }

  set clsToken(token: string | undefined) {
    this.#set("cls", token);
  }

  get clsTokenId(): number {
    return this.#id("cls");
  }

  /** What stands for a token to be guessed. */
  get maskToken(): string | undefined {
    return this.roles.get("mask");
  }

  set maskToken(token: string | undefined) {
    this.#set("mask", token);
  }

  get maskTokenId(): number {
    return this.#id("mask");
  }

  /** Those that there are, by the names that files and chat templates have for them, as in `{ pad_token: "[PAD]" }`. */
  get specialTokensMap(): Record<string, string> {
    return Object.fromEntries(
      roles.flatMap((role) =>
        this.roles.has(role) ? [[`${role}_token`, this.roles.get(role) as string]] : [],
      ),
    );
  }

  get allSpecialTokens(): string[] {
    return [...new Set([...Object.values(this.specialTokensMap), ...this.additionalSpecialTokens])];
  }

  get allSpecialIds(): number[] {
    return this.allSpecialTokens.map((token) => this.engine.tokenToId(token) as number);
  }

  #set(role: Role, token: string | undefined): void {
    if (token === undefined) {
      this.roles.delete(role);
      return;
    }
    if (this.engine.tokenToId(token) === undefined)
      throw new UnknownTokenError(
        `not in the vocabulary, add it with tokenizer.addSpecialTokens({ ${role}Token: … })`,
        token,
      );
    this.roles.set(role, token);
    makeSpecial(this.engine, [token]);
  }

  #id(role: Role): number {
    const token = this.roles.get(role);
    const id = token === undefined ? undefined : this.engine.tokenToId(token);
    if (id === undefined) throw new MissingSpecialTokenError(`${role}Token`);
    return id;
  }
}
