import { NumpyRandom } from "../random/numpy-random.ts";
import type { Cursor, Open } from "./cursor.ts";

/** A part of a stream that can be read alone, from any of its rows. */
export type Shard<R> = (firstRow: number) => AsyncIterable<R>;

interface ShardPosition {
  readonly shard: number;
  readonly row: number;
}

/**
 * Shards one after the other.
 *
 * @param seed mixes their order, another one in each epoch
 */
export function openShards<R>(shards: readonly Shard<R>[], seed?: number): Open<R> {
  return (epoch, from) => {
    const order =
      seed === undefined ? shards.keys() : new NumpyRandom(seed + epoch).permutation(shards.length);
    return new ShardCursor(
      Array.from(order, (i) => shards[i] as Shard<R>),
      from as ShardPosition | undefined,
    );
  };
}

class ShardCursor<R> implements Cursor<R> {
  readonly #shards: readonly Shard<R>[];
  #shard: number;
  #row: number;
  #rows: AsyncIterator<R> | undefined;

  constructor(shards: readonly Shard<R>[], { shard, row }: ShardPosition = { shard: 0, row: 0 }) {
    this.#shards = shards;
    this.#shard = shard;
    this.#row = row;
  }

  async next(): Promise<R | undefined> {
    for (;;) {
      const shard = this.#shards[this.#shard];
      if (!shard) return undefined;
      this.#rows ??= shard(this.#row)[Symbol.asyncIterator]();
      const { done, value } = await this.#rows.next();
      if (!done) {
        this.#row++;
        return value;
      }
      this.#rows = undefined;
      [this.#shard, this.#row] = [this.#shard + 1, 0];
    }
  }

  position(): ShardPosition {
    return { shard: this.#shard, row: this.#row };
  }

  async close(): Promise<void> {
    await this.#rows?.return?.();
    this.#rows = undefined;
  }
}
