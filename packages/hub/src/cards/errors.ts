/** A card whose front matter is not YAML, or YAML that no card may have. Lines and columns count from 1. */
export class CardSyntaxError extends Error {
  override name = "CardSyntaxError";
  readonly line: number;
  readonly column: number;
  /** The message without the place. */
  readonly reason: string;

  constructor(reason: string, { line, column }: { readonly line: number; readonly column: number }) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.reason = reason;
    this.line = line;
    this.column = column;
  }
}

/** A value that front matter cannot hold, such as a function, or an argument of a card's generator. */
export class CardValueError extends TypeError {
  override name = "CardValueError";
  /** Where it is, as `model-index[0].name`. */
  readonly path: string;

  constructor(expected: string, path: string, value: unknown) {
    super(`${path === "" ? "" : `${path}: `}${expected}: ${shown(value)}`);
    this.path = path;
  }
}

/** A new value for metadata that has another one. */
export class MetadataConflictError extends Error {
  override name = "MetadataConflictError";
  readonly path: string;

  constructor(path: string, old: unknown, value: unknown) {
    super(
      `the card has another value for "${path}" (${shown(old)}); pass overwrite: true to replace it: ${shown(value)}`,
    );
    this.path = path;
  }
}

/** A value in an error: JSON where it has one, cut after 80 characters. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
