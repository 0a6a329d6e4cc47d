/** What goes wrong in this package. A message says what was expected and the way out, and ends with what was given. */
export abstract class DatasetError extends Error {
  protected constructor(expected: string, given: unknown, options?: ErrorOptions) {
    super(`${expected}: ${show(given)}`, options);
    this.name = new.target.name;
  }
}

/** An argument is not what the method takes. */
export class DatasetArgumentError extends DatasetError {
  constructor(expected: string, given: unknown) {
    super(expected, given);
  }
}

/** A column is not there, or a new name is taken. */
export class ColumnError extends DatasetError {
  constructor(expected: string, given: unknown) {
    super(expected, given);
  }
}

/** A row that is not there. */
export class RowIndexError extends DatasetError {
  constructor(numRows: number, given: unknown) {
    super(
      `a row's number expected, from 0 to ${numRows - 1} or from −${numRows} to −1 for counting from the end`,
      given,
    );
  }
}

/** A value does not fit the type of its column. */
export class FeatureError extends DatasetError {
  constructor(expected: string, given: unknown, options?: ErrorOptions) {
    super(expected, given, options);
  }
}

/** Data that cannot be read; the file, and where known the line, are in the message. */
export class DataFileError extends DatasetError {
  readonly file: string;
  /** From 1, where it is known. */
  readonly line: number | undefined;

  constructor(
    file: string,
    problem: string,
    { line, ...options }: ErrorOptions & { line?: number | undefined } = {},
  ) {
    super(line === undefined ? problem : `line ${line}: ${problem}`, file, options);
    this.file = file;
    this.line = line;
  }
}

/** A part of a dataset that there is not, or that cannot be read as one. */
export class SplitError extends DatasetError {
  constructor(expected: string, given: unknown) {
    super(expected, given);
  }
}

/** A file of the network that cannot be had, or that is refused; the address has no query, which may hold a secret. */
export class DownloadError extends DatasetError {
  readonly url: string;

  constructor(problem: string, url: URL, options?: ErrorOptions) {
    const address = url.origin + url.pathname;
    super(problem, address, options);
    this.url = address;
  }
}

/** A folder or file that cannot be written; what was begun is removed. */
export class SaveError extends DatasetError {
  readonly path: string;

  constructor(problem: string, path: string, options?: ErrorOptions) {
    super(problem, path, options);
    this.path = path;
  }
}

/** A function given to `map` or `filter` threw, or gave what is no row. */
export class MapFunctionError extends DatasetError {
  /** The first row of what it was called with. */
  readonly row: number;

  constructor(problem: string, row: number, options?: ErrorOptions) {
    super(problem, row, options);
    this.row = row;
  }
}

function show(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
    return text === undefined ? String(value) : text.length > 300 ? `${text.slice(0, 300)}…` : text;
  } catch {
    return String(value);
  }
}
