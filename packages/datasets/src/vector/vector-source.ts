import { closeSync, openSync, readSync } from "node:fs";
import { endianness } from "node:os";
import { IndexFileError } from "./errors.ts";

/** Rows to scan, in memory or in a file. */
export interface VectorSource {
  readonly rows: number;
  readonly dimensions: number;
  /** Squared lengths of the shortest and of the longest row. */
  readonly smallestSquare: number;
  readonly largestSquare: number;
  /** All rows, where they are in memory. */
  readonly values?: Float32Array;
  /** All rows from the first on, some at a time; a block is valid until the next is asked for. */
  blocks(): Generator<Float32Array>;
  close(): void;
}

const blockBytes = 2 ** 22;

/** Rows of an array. */
export class MemorySource implements VectorSource {
  readonly rows: number;
  readonly dimensions: number;
  readonly smallestSquare: number;
  readonly largestSquare: number;
  readonly values: Float32Array;

  /** @param squares the squared length of each row */
  constructor(values: Float32Array, squares: Float64Array) {
    this.values = values;
    this.rows = squares.length;
    this.dimensions = values.length / squares.length;
    this.smallestSquare = squares.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    this.largestSquare = squares.reduce((a, b) => Math.max(a, b), 0);
  }

  *blocks(): Generator<Float32Array> {
    const step = rowsOfBlock(this.dimensions) * this.dimensions;
    for (let start = 0; start < this.values.length; start += step)
      yield this.values.subarray(start, start + step);
  }

  close(): void {}
}

/** Rows of a file, read again for each search: memory is that of one block, and the system's cache keeps the rest. */
export class FileSource implements VectorSource {
  readonly rows: number;
  readonly dimensions: number;
  readonly smallestSquare: number;
  readonly largestSquare: number;
  readonly #path: string;
  readonly #file: number;
  readonly #start: number;

  /** @param start the offset of the first row's little-endian float32 */
  constructor(
    path: string,
    facts: { rows: number; dimensions: number; smallestSquare: number; largestSquare: number },
    start: number,
  ) {
    this.rows = facts.rows;
    this.dimensions = facts.dimensions;
    this.smallestSquare = facts.smallestSquare;
    this.largestSquare = facts.largestSquare;
    this.#path = path;
    this.#start = start;
    this.#file = openSync(path, "r");
  }

  *blocks(): Generator<Float32Array> {
    const step = Math.min(this.rows, rowsOfBlock(this.dimensions));
    const buffer = new Float32Array(step * this.dimensions);
    for (let row = 0; row < this.rows; row += step) {
      const block = buffer.subarray(0, Math.min(step, this.rows - row) * this.dimensions);
      const bytes = Buffer.from(block.buffer, 0, block.byteLength);
      for (let read = 0; read < bytes.length; ) {
        const position = this.#start + row * this.dimensions * 4 + read;
        const more = readSync(this.#file, bytes, read, bytes.length - read, position);
        if (more === 0) throw new IndexFileError(this.#path, "file was cut off while in use");
        read += more;
      }
      if (endianness() === "BE") bytes.swap32();
      yield block;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

function rowsOfBlock(dimensions: number): number {
  return Math.max(1, Math.floor(blockBytes / 4 / dimensions));
}
