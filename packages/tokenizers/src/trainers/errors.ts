import type { z } from "zod";

/** A trainer that was given no words. */
export class EmptyCorpusError extends Error {
  override name = "EmptyCorpusError";
  readonly trainer: string;

  constructor(trainer: string) {
    super(`no words to train on, give texts that are not empty: ${trainer}`);
    this.trainer = trainer;
  }
}

/** A vocabulary that has no room for what must be in it. */
export class VocabularyTooSmallError extends Error {
  override name = "VocabularyTooSmallError";
  readonly vocabSize: number;
  /** The smallest `vocabSize` that will do. */
  readonly needed: number;

  constructor(vocabSize: number, needed: number, wayOut: string) {
    super(
      `vocabulary smaller than special tokens and alphabet, raise vocabSize to ${needed} or more${wayOut}: ${vocabSize}`,
    );
    this.vocabSize = vocabSize;
    this.needed = needed;
  }
}

/** Two special tokens of the same content. */
export class DuplicateSpecialTokenError extends Error {
  override name = "DuplicateSpecialTokenError";
  readonly token: string;

  constructor(token: string) {
    super(`special token given twice, give each once: ${JSON.stringify(token)}`);
    this.token = token;
  }
}

/** A word with a count that is none. */
export class WordCountError extends Error {
  override name = "WordCountError";
  readonly word: string;
  readonly count: number;

  constructor(word: string, count: number) {
    super(`invalid count of a word, expected a positive integer: ${JSON.stringify(word)} ${count}`);
    this.word = word;
    this.count = count;
  }
}

/** Options that a trainer does not know, or whose values do not fit. */
export class TrainerOptionsError extends Error {
  override name = "TrainerOptionsError";
  readonly trainer: string;

  constructor(trainer: string, { issues }: z.ZodError) {
    const problems = issues.map(({ path, message, input }) => {
      const given = input === undefined ? "" : `, given ${JSON.stringify(input)}`;
      return `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}${given}`;
    });
    super(`invalid options of the ${trainer} trainer: ${problems.join("; ")}`);
    this.trainer = trainer;
  }
}

/** A file to train on that is not UTF-8. */
export class CorpusEncodingError extends Error {
  override name = "CorpusEncodingError";
  readonly file: string;

  constructor(file: string, options?: ErrorOptions) {
    super(`not UTF-8, convert the file first: ${file}`, options);
    this.file = file;
  }
}
