import type { z } from "zod";
import { excerpt, pathOf } from "./excerpt.ts";

/** Nothing by this name holds a tokenizer.json. */
export class TokenizerNotFoundError extends Error {
  override name = "TokenizerNotFoundError";
  readonly source: string;

  constructor(problem: string, source: string, options?: ErrorOptions) {
    super(`${problem}: ${JSON.stringify(source)}`, options);
    this.source = source;
  }
}

/** One of the files beside tokenizer.json does not say what such a file has to say. */
export class TokenizerConfigError extends Error {
  override name = "TokenizerConfigError";
  readonly file: string;
  /** Where in the file, as in `added_tokens_decoder.50256.content`. */
  readonly place: string;

  constructor(file: string, place: string, problem: string, options?: ErrorOptions) {
    super(`not a usable ${file}${place && `, at ${place}`}: ${problem}`, options);
    this.file = file;
    this.place = place;
  }

  /** The first of what zod found, parsed with `reportInput`. */
  static fromZod(file: string, { issues }: z.ZodError): TokenizerConfigError {
    const issue = issues[0] as z.core.$ZodIssue;
    const given = issue.input === undefined ? "" : `, given ${excerpt(issue.input)}`;
    return new TokenizerConfigError(file, pathOf(issue.path), `${issue.message}${given}`);
  }
}

/** Options that a tokenizer does not know, or that contradict each other. */
export class TokenizerOptionsError extends Error {
  override name = "TokenizerOptionsError";
  /** The options in question. */
  readonly given: Readonly<Record<string, unknown>>;

  constructor(problem: string, options: Readonly<Record<string, unknown>>) {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    super(`${problem}: ${excerpt(given)}`);
    this.given = given;
  }

  static fromZod({ issues }: z.ZodError): TokenizerOptionsError {
    const issue = issues[0] as z.core.$ZodIssue;
    const [name] = issue.code === "unrecognized_keys" ? issue.keys : issue.path;
    const problem = issue.code === "unrecognized_keys" ? "no such option" : `option ${pathOf(issue.path)}`;
    return new TokenizerOptionsError(`${problem}, ${issue.message}`, { [String(name)]: issue.input });
  }
}

/** The tokenizer has no token for a role, such as padding. */
export class MissingSpecialTokenError extends Error {
  override name = "MissingSpecialTokenError";
  /** As in `padToken`. */
  readonly property: string;

  constructor(property: string) {
    super(
      `the tokenizer has none; set one that is in the vocabulary, as in tokenizer.${property} = tokenizer.eosToken, ` +
        `or add one, as in tokenizer.addSpecialTokens({ ${property}: "[NEW]" }): ${property}`,
    );
    this.property = property;
  }
}

/** A token or an id that is not in the vocabulary. */
export class UnknownTokenError extends Error {
  override name = "UnknownTokenError";
  readonly token: string | number;

  constructor(problem: string, token: string | number) {
    super(`${problem}: ${excerpt(token)}`);
    this.token = token;
  }
}

/** Something that only a fast tokenizer keeps track of. */
export class FastTokenizerNeededError extends Error {
  override name = "FastTokenizerNeededError";
  readonly what: string;

  constructor(what: string) {
    super(`a fast tokenizer needed, load it with useFast: true, and encode the texts with it: ${what}`);
    this.what = what;
  }
}

/** A text that cannot be cut to the length that was asked for. */
export class TruncationError extends Error {
  override name = "TruncationError";
  readonly lengths: readonly number[];

  constructor(problem: string, lengths: readonly number[]) {
    super(`${problem}; tokens of each text: ${lengths.join(", ")}`);
    this.lengths = lengths;
  }
}

/** Rows of different lengths, which make no tensor. */
export class RaggedRowsError extends Error {
  override name = "RaggedRowsError";
  readonly lengths: readonly number[];

  constructor(key: string, lengths: readonly number[]) {
    const shown = [...new Set(lengths)].slice(0, 10).join(", ");
    super(
      `rows of one length needed for a tensor, pass padding: true or returnTensors: false: ${key} has ${shown}`,
    );
    this.lengths = lengths;
  }
}

/** A text that the tokenizer's model cannot encode, as one with an unknown character where there is no unknown token. */
export class TokenizationError extends Error {
  override name = "TokenizationError";
}
