/** A picture or plot has no words for those who cannot see it. */
export class MissingTextAlternativeError extends Error {
  override name = "MissingTextAlternativeError";
  constructor(kind: string, option: string) {
    super(`${kind} needs \`${option}\`, one sentence that says what it shows, for readers who cannot see it`);
  }
}

/** Bytes, a path, pixels or a matrix that are not what the function shows. */
export class InvalidMediaError extends Error {
  override name = "InvalidMediaError";
}

/** The output would bloat the notebook file and may be dropped by the server's rate limit. */
export class OutputTooLargeError extends Error {
  override name = "OutputTooLargeError";
  readonly bytes: number;
  constructor(kind: string, bytes: number, wayOut: string) {
    super(`${kind} is larger than the ${maxOutputBytes} bytes an output may have; ${wayOut}: ${bytes} bytes`);
    this.bytes = bytes;
  }
}

/** Markup in which a value would be code, not text. */
export class UnsafeHtmlError extends Error {
  override name = "UnsafeHtmlError";
}

/** Jupyter's server passes on about 1 MB/s before it drops messages; base64 adds a third to this. */
export const maxOutputBytes = 2 * 1024 * 1024;

export function assertOutputSize(kind: string, bytes: number, wayOut: string): void {
  if (bytes > maxOutputBytes) throw new OutputTooLargeError(kind, bytes, wayOut);
}

/** A tokenizer that a page cannot run by itself. */
export class UnsupportedTokenizerError extends Error {
  override name = "UnsupportedTokenizerError";
  constructor(reason: string) {
    super(
      `the playground runs a tokenizer.json with BERT's WordPiece or GPT-2's byte-level BPE; show another one with \`table\`: ${reason}`,
    );
  }
}
