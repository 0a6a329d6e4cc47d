import type { AddedTokenLike } from "../tokenizer/added-token.ts";
import type { SpecialTokensLike } from "./config/special-token-roles.ts";
import type { ChatTemplates } from "./config/tokenizer-config.ts";
import type { Side } from "./encoding/truncate.ts";

/** What a tokenizer knows besides what is in a tokenizer.json. */
export interface TokenizerSettings extends SpecialTokensLike<AddedTokenLike> {
  /** Tokens of a row that the model can take. Default: 1e30, which is Python's way to say that there is no limit. */
  readonly modelMaxLength?: number | undefined;
  /** Default: what the file says, else "right". */
  readonly paddingSide?: Side | undefined;
  /** Default: what the file says, else "right". */
  readonly truncationSide?: Side | undefined;
  /** Default: what the file says, else 0. */
  readonly padTokenTypeId?: number | undefined;
  /** Inputs that the model has. Default: `input_ids`, `token_type_ids` and `attention_mask`. */
  readonly modelInputNames?: readonly string[] | undefined;
  /** A template for chats, or several by their names. */
  readonly chatTemplate?: ChatTemplates | undefined;
  /** Take away spaces before punctuation when decoding. Default: false. */
  readonly cleanUpTokenizationSpaces?: boolean | undefined;
  /** Tokens by their ids that the file may lack. */
  readonly addedTokens?: ReadonlyMap<number, AddedTokenLike> | undefined;
  /** What else is to be in a saved tokenizer_config.json. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}
