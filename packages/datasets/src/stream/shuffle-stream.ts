import { NumpyRandom } from "../random/numpy-random.ts";
import type { Cursor, Open } from "./cursor.ts";

interface ShufflePosition {
  readonly given: number;
}

/**
 * Rows in random order, as far as a buffer allows: it is filled, then a row drawn from it is given and the next one of the
 * stream takes its place. A position is the number of rows that were given: to go on from there, the stream is read again from
 * its beginning, so that the buffer has what it had.
 */
export function shuffleStream<R>(open: Open<R>, seed: number, bufferSize: number): Open<R> {
  return (epoch, from) =>
    new ShuffleCursor(open(epoch), seed + epoch, bufferSize, from as ShufflePosition | undefined);
}

class ShuffleCursor<R> implements Cursor<R> {
  readonly #inner: Cursor<R>;
  readonly #random: NumpyRandom;
  readonly #size: number;
  readonly #buffer: R[] = [];
  #toSkip: number;
  #given = 0;
  #ended = false;

  constructor(inner: Cursor<R>, seed: number, size: number, from: ShufflePosition = { given: 0 }) {
    this.#inner = inner;
    this.#random = new NumpyRandom(seed);
    this.#size = size;
    this.#toSkip = from.given;
  }

  async next(): Promise<R | undefined> {
    for (; this.#toSkip > 0; this.#toSkip--) await this.#draw();
    return this.#draw();
  }

  async #draw(): Promise<R | undefined> {
    while (!this.#ended && this.#buffer.length < this.#size) {
      const row = await this.#inner.next();
      if (row === undefined) this.#ended = true;
      else this.#buffer.push(row);
    }
    if (this.#buffer.length === 0) return undefined;
    const at = this.#random.interval(this.#buffer.length - 1);
    const drawn = this.#buffer[at] as R;
    const last = this.#buffer.pop() as R;
    if (at < this.#buffer.length) this.#buffer[at] = last;
    this.#given++;
    return drawn;
  }

  position(): ShufflePosition {
    return { given: this.#given + this.#toSkip };
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
