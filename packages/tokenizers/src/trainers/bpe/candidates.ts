import { grow } from "../grow.ts";
import { MergeQueue } from "./merge-queue.ts";
import { PairTable } from "./pair-table.ts";

/** Calls `visit` for each pair, by its number in the table, and each word in which it has come up. */
type ForEach = (visit: (pair: number, word: number) => void) => void;

/**
 * The pairs that may be joined next, each with the words in which it came up. A pair that comes up again after it was
 * queued is queued a second time, with only the new words.
 */
export class Candidates {
  readonly pairs = new PairTable();
  readonly #queue = new MergeQueue();

  /** Words of candidate i: occurrences[starts[i]], …, occurrences[starts[i + 1] − 1]. */
  occurrences: Int32Array;
  #starts = new Int32Array(1 << 12);
  #pairOf = new Int32Array(1 << 12);
  #count = 0;

  #logPairs = new Int32Array(1 << 12);
  #logWords = new Int32Array(1 << 12);
  #logSize = 0;
  #forEachLogged: ForEach = (visit) => {
    for (let index = 0; index < this.#logSize; index++)
      visit(this.#logPairs[index] as number, this.#logWords[index] as number);
  };

  /** By pair: how often it came up, then where its next word goes. */
  #pending = new Int32Array(1 << 12);
  #touched = new Int32Array(1 << 12);

  constructor(occurrences: number) {
    this.occurrences = new Int32Array(occurrences);
  }

  /** Notes that `pair` has come up in `word`, to be queued by `queueNoted`. */
  note(pair: number, word: number): void {
    const index = this.#logSize++;
    if (index === this.#logPairs.length) {
      this.#logPairs = grow(this.#logPairs, index);
      this.#logWords = grow(this.#logWords, index);
    }
    this.#logPairs[index] = pair;
    this.#logWords[index] = word;
  }

  queueNoted(): void {
    this.queue(this.#forEachLogged);
    this.#logSize = 0;
  }

  /** Queues all pairs that `forEach` visits and that still occur; it is called twice and must do the same both times. */
  queue(forEach: ForEach): void {
    const { counts, first, second } = this.pairs;
    let pending = this.#pending;
    let touched = this.#touched;
    let touchedSize = 0;
    forEach((pair) => {
      if (pair >= pending.length) pending = grow(pending, pair);
      const times = pending[pair] as number;
      pending[pair] = times + 1;
      if (times > 0) return;
      if (touchedSize === touched.length) touched = grow(touched, touchedSize);
      touched[touchedSize++] = pair;
    });

    let end = this.#starts[this.#count] as number;
    for (let index = 0; index < touchedSize; index++) {
      const pair = touched[index] as number;
      const times = pending[pair] as number;
      pending[pair] = -1;
      if ((counts[pair] as number) <= 0) continue;
      pending[pair] = end;
      end += times;
      this.#add(pair, end);
      this.#queue.push(
        counts[pair] as number,
        MergeQueue.key(first[pair] as number, second[pair] as number),
        this.#count - 1,
      );
    }
    if (end > this.occurrences.length) this.occurrences = grow(this.occurrences, end - 1);
    const { occurrences } = this;
    forEach((pair, word) => {
      const index = pending[pair] as number;
      if (index < 0) return;
      occurrences[index] = word;
      pending[pair] = index + 1;
    });
    for (let index = 0; index < touchedSize; index++) pending[touched[index] as number] = 0;
    this.#pending = pending;
    this.#touched = touched;
  }

  #add(pair: number, end: number): void {
    const candidate = this.#count++;
    if (candidate + 1 >= this.#starts.length) {
      this.#starts = grow(this.#starts, candidate + 1);
      this.#pairOf = grow(this.#pairOf, candidate + 1);
    }
    this.#pairOf[candidate] = pair;
    this.#starts[candidate + 1] = end;
  }

  /** Takes the candidate that comes first by the counts of now; undefined if there is none. */
  take(): { pair: number; start: number; end: number } | undefined {
    const queue = this.#queue;
    while (queue.size > 0) {
      const { candidate } = queue;
      const pair = this.#pairOf[candidate] as number;
      const count = this.pairs.counts[pair] as number;
      if (count === queue.count) {
        queue.pop();
        return {
          pair,
          start: this.#starts[candidate] as number,
          end: this.#starts[candidate + 1] as number,
        };
      }
      queue.recount(count);
    }
    return undefined;
  }
}
