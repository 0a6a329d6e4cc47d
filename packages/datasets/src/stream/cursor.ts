/** Where a stream is; plain data, to be saved with a checkpoint. */
export type Position = unknown;

/** Reads a stream row by row, and can say where it is. */
export interface Cursor<R> {
  /** The next row; undefined at the end. */
  next(): Promise<R | undefined>;
  /** Where the next row is. Opened there again, the stream goes on with it. */
  position(): Position;
  /** Frees files and connections. */
  close(): Promise<void>;
}

/** How a stream is read in an epoch: from the beginning, or from a position. */
export type Open<R> = (epoch: number, from?: Position) => Cursor<R>;

/** A position in another stream, and how many rows were counted before it. */
export interface Counted {
  readonly inner: Position;
  readonly count: number;
}
