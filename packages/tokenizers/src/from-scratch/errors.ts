/** A word which the small vocabulary cannot spell, met by an algorithm that has no unknown token. */
export class UnknownCharacterError extends Error {
  override name = "UnknownCharacterError";
  readonly character: string;
  readonly word: string;

  constructor(character: string, word: string) {
    super(
      `character that the training words did not have, give an unkToken or train on more text: ` +
        `${JSON.stringify(character)} in ${JSON.stringify(word)}`,
    );
    this.character = character;
    this.word = word;
  }
}

/** A vocabulary size that training cannot reach. */
export class UnreachableSizeError extends Error {
  override name = "UnreachableSizeError";
  readonly vocabSize: number;

  constructor(expected: string, vocabSize: number) {
    super(`vocabulary size out of reach, expected ${expected}: ${vocabSize}`);
    this.vocabSize = vocabSize;
  }
}
