import { DatasetArgumentError } from "../errors.ts";
import { NumpyRandom } from "../random/numpy-random.ts";
import type { Cursor, Open, Position } from "./cursor.ts";

export interface InterleaveOptions {
  /** How often each is drawn. Default: one after the other, in turn. */
  readonly probabilities?: readonly number[];
  /** Default: 0 */
  readonly seed?: number;
  /** Stop when the first is at its end, or when each was; those that end sooner begin anew. Default: "first_exhausted" */
  readonly stoppingStrategy?: "first_exhausted" | "all_exhausted";
}

interface InterleavePosition {
  readonly inner: readonly Position[];
  readonly draws: number;
  readonly ended: readonly boolean[];
}

/** Rows of several streams, in turn or by chance. */
export function interleaveStreams<R>(streams: readonly Open<R>[], options: InterleaveOptions = {}): Open<R> {
  checkProbabilities(options.probabilities, streams.length);
  return (epoch, from) =>
    new InterleaveCursor(streams, options, epoch, from as InterleavePosition | undefined);
}

/** @throws DatasetArgumentError unless there are `count` of them, which are shares of 1 */
export function checkProbabilities(probabilities: readonly number[] | undefined, count: number): void {
  if (!probabilities) return;
  const sum = probabilities.reduce((total, each) => total + each, 0);
  if (
    probabilities.length !== count ||
    probabilities.some((each) => !(each >= 0)) ||
    Math.abs(sum - 1) > 1e-6
  )
    throw new DatasetArgumentError(
      `${count} probabilities whose sum is 1 expected, one for each dataset`,
      probabilities,
    );
}

/** Which of several is next, drawn with their probabilities. */
export function drawIndex(random: NumpyRandom, probabilities: readonly number[]): number {
  let left = random.random();
  for (const [i, probability] of probabilities.entries()) {
    if (left < probability) return i;
    left -= probability;
  }
  return probabilities.findLastIndex((each) => each > 0);
}

class InterleaveCursor<R> implements Cursor<R> {
  readonly #streams: readonly Open<R>[];
  readonly #probabilities: readonly number[] | undefined;
  readonly #untilAll: boolean;
  readonly #epoch: number;
  readonly #random: NumpyRandom;
  readonly #cursors: Cursor<R>[];
  readonly #ended: boolean[];
  #draws = 0;

  constructor(
    streams: readonly Open<R>[],
    options: InterleaveOptions,
    epoch: number,
    from?: InterleavePosition,
  ) {
    this.#streams = streams;
    this.#probabilities = options.probabilities;
    this.#untilAll = options.stoppingStrategy === "all_exhausted";
    this.#epoch = epoch;
    this.#random = new NumpyRandom((options.seed ?? 0) + epoch);
    this.#cursors = streams.map((open, i) => open(epoch, from?.inner[i]));
    this.#ended = streams.map((_, i) => from?.ended[i] ?? false);
    for (let i = 0; i < (from?.draws ?? 0); i++) this.#draw();
  }

  #draw(): number {
    const turn = this.#draws++;
    return this.#probabilities ? drawIndex(this.#random, this.#probabilities) : turn % this.#streams.length;
  }

  async next(): Promise<R | undefined> {
    if (this.#streams.length === 0) return undefined;
    const isOver = () => (this.#untilAll ? this.#ended.every(Boolean) : this.#ended.some(Boolean));
    if (isOver()) return undefined;
    const index = this.#draw();
    const row = await (this.#cursors[index] as Cursor<R>).next();
    if (row !== undefined) return row;
    this.#ended[index] = true;
    if (isOver()) return undefined;
    await this.#cursors[index]?.close();
    const anew = (this.#streams[index] as Open<R>)(this.#epoch);
    this.#cursors[index] = anew;
    return (await anew.next()) ?? this.next();
  }

  position(): InterleavePosition {
    return {
      inner: this.#cursors.map((cursor) => cursor.position()),
      draws: this.#draws,
      ended: [...this.#ended],
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#cursors.map((cursor) => cursor.close()));
  }
}
