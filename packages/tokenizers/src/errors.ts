import type { z } from "zod";

/** A tokenizer.json, or a part of one, that does not say what such a file has to say. */
export class TokenizerJsonError extends Error {
  override name = "TokenizerJsonError";
  /** Where in the file, as in `pre_tokenizer.pretokenizers[1].type`; empty for the file as a whole. */
  readonly place: string;

  constructor(place: string, problem: string, options?: ErrorOptions) {
    super(`not a usable tokenizer.json${place && `, at ${place}`}: ${problem}`, options);
    this.place = place;
  }

  /** The first of what zod found, parsed with `reportInput`. */
  static fromZod({ issues }: z.ZodError): TokenizerJsonError {
    const issue = issues[0] as z.core.$ZodIssue;
    const given = issue.input === undefined ? "" : `, given ${excerpt(issue.input)}`;
    return new TokenizerJsonError(pathOf(issue.path), `${issue.message}${given}`);
  }
}

/** A vocabulary that no model can work with. */
export class VocabularyError extends Error {
  override name = "VocabularyError";
  /** The entry in question. */
  readonly entry: unknown;

  constructor(problem: string, entry: unknown) {
    super(`invalid vocabulary, ${problem}: ${excerpt(entry)}`);
    this.entry = entry;
  }
}

/** A merge that names a token which is not in the vocabulary. */
export class MergeError extends Error {
  override name = "MergeError";
  readonly merge: readonly [string, string];
  readonly token: string;

  constructor(index: number, merge: readonly [string, string], token: string) {
    super(
      `merge ${index}, ${excerpt(merge)}, needs a token that the vocabulary lacks, ` +
        `add it or leave the merge out: ${excerpt(token)}`,
    );
    this.merge = merge;
    this.token = token;
  }
}

/** A token that is meant to be there and is not: an unknown token, a template's special token. */
export class MissingTokenError extends Error {
  override name = "MissingTokenError";
  readonly token: string | undefined;

  /** @param role what the token is for, as in "the unknown token" */
  constructor(role: string, way: string, token: string | undefined) {
    super(`${role} is missing, ${way}: ${token === undefined ? "none given" : excerpt(token)}`);
    this.token = token;
  }
}

/** The same token added twice. */
export class DuplicateTokenError extends Error {
  override name = "DuplicateTokenError";
  readonly token: string;

  constructor(problem: string, token: string) {
    super(`duplicate token, ${problem}: ${excerpt(token)}`);
    this.token = token;
  }
}

/** A regular expression that cannot be translated, or that a text overstrains. */
export class PatternError extends Error {
  override name = "PatternError";
  readonly pattern: string;

  constructor(problem: string, pattern: string, options?: ErrorOptions) {
    super(`${problem}: ${excerpt(pattern)}`, options);
    this.pattern = pattern;
  }
}

/** An argument that does not fit, as a list of words where a text is expected. */
export class ArgumentError extends Error {
  override name = "ArgumentError";
  readonly given: unknown;

  constructor(problem: string, given: unknown) {
    super(`${problem}: ${excerpt(given)}`);
    this.given = given;
  }
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    return place === "" ? String(key) : `${place}.${String(key)}`;
  }, "");
}

/** A value as JSON, short enough for a message. */
function excerpt(value: unknown): string {
  if (typeof value === "string" && value.length > 80) return `${JSON.stringify(value.slice(0, 80))}…`;
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 120 ? `${json.slice(0, 120)}…` : json;
}
