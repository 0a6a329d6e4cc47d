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

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(problem, file, options);
    this.file = file;
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
