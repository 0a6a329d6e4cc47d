/** A vector, a file or a table of another number of dimensions than expected. */
export class VectorDimensionError extends Error {
  override name = "VectorDimensionError";
  readonly expected: number;
  readonly given: number;

  /** @param what of which the dimensions are, as "query" or "vector at row 3" */
  constructor(what: string, expected: number, given: number) {
    super(
      `${what} of another length, embed with the model that the index was built with; ` +
        `expected ${expected} numbers, given ${given}`,
    );
    this.expected = expected;
    this.given = given;
  }
}

/** A vector with a value that has no neighbours. */
export class VectorValueError extends Error {
  override name = "VectorValueError";
  /** "vector" or "query". */
  readonly what: string;
  readonly row: number;

  constructor(what: string, row: number, expected: string, given: string) {
    super(`invalid ${what} at row ${row}, expected ${expected}: ${given}`);
    this.what = what;
    this.row = row;
  }
}

/** An option, or a number of neighbours, that cannot be. */
export class VectorOptionsError extends Error {
  override name = "VectorOptionsError";
  readonly option: string;

  constructor(option: string, expected: string, given: unknown) {
    super(
      `invalid ${option}, expected ${expected}: ${typeof given === "string" ? JSON.stringify(given) : given}`,
    );
    this.option = option;
  }
}

/** An index of no vectors. */
export class EmptyIndexError extends Error {
  override name = "EmptyIndexError";

  constructor(what: string) {
    super(`no vectors, expected at least one: ${what}`);
  }
}

/** An index that was closed. */
export class ClosedIndexError extends Error {
  override name = "ClosedIndexError";

  constructor(what: string) {
    super(`index is closed, open or build it again: ${what}`);
  }
}

/** A file that is no index, or no longer a whole one. */
export class IndexFileError extends Error {
  override name = "IndexFileError";
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${problem}; expected an index as save(path) writes it, build it again: ${path}`, options);
    this.path = path;
  }
}

/** An index file that another version wrote. */
export class IndexVersionError extends Error {
  override name = "IndexVersionError";
  readonly path: string;
  readonly writtenBy: string;

  constructor(path: string, writtenBy: string, reads: string, options?: ErrorOptions) {
    super(`index written by ${writtenBy}, this version reads ${reads}; build it again: ${path}`, options);
    this.path = path;
    this.writtenBy = writtenBy;
  }
}

/** The native library of HNSW indexes does not load here. */
export class NativeLibraryError extends Error {
  override name = "NativeLibraryError";

  constructor(machine: string, options?: ErrorOptions) {
    super(
      `HNSW needs usearch's binary, and there is none for this machine; use kind "exact": ${machine}`,
      options,
    );
  }
}

/** A package that is installed only where it is wanted. */
export class OptionalPackageError extends Error {
  override name = "OptionalPackageError";
  readonly packageName: string;
  readonly install: string;

  constructor(packageName: string, install: string, options?: ErrorOptions) {
    super(`package is not installed, run "${install}": ${packageName}`, options);
    this.packageName = packageName;
    this.install = install;
  }
}

/** A table that is not as this package writes it. */
export class IndexTableError extends Error {
  override name = "IndexTableError";
  readonly table: string;

  constructor(table: string, problem: string, options?: ErrorOptions) {
    super(`${problem}: ${table}`, options);
    this.table = table;
  }
}
