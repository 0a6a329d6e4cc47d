import type { Engine } from "./engine.ts";

export type Message = {
  readonly role: string;
  readonly content: string;
};

/** What a server needs of a tokenizer. */
export interface ServedTokenizer {
  /** A text to go on with, special tokens in it and around it as the model is used to them. */
  encodePrompt(text: string): Promise<number[]>;
  /**
   * A part of a text.
   *
   * @param special whether the texts of special tokens stand for them, or are text like any other
   */
  encode(text: string, special: boolean): Promise<number[]>;
  decode(tokenIds: readonly number[], skipSpecialTokens: boolean): string;
  /** A chat by the model's template, up to where the assistant's answer begins. */
  renderChat(messages: readonly Message[]): string;
  /** The texts that stand for special tokens. */
  readonly specialTexts: readonly string[];
  isSpecial(tokenId: number): boolean;
}

/** A model that a server answers with. Closing it closes its engine. */
export interface ServedModel extends AsyncDisposable {
  /** What requests call it. */
  readonly id: string;
  readonly engine: Engine;
  readonly tokenizer: ServedTokenizer;
  /** Tokens of a prompt and its answer together. */
  readonly maxLength: number;
  /** When it was opened. */
  readonly created: Date;
}
