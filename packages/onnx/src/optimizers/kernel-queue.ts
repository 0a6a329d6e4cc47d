import { KernelPoolError } from "./errors.ts";
import type { KernelFunction } from "./webassembly.ts";

// Words of the head: chunks nobody took yet, chunks not finished, whether a thread failed.
const [left, pending, failed] = [0, 1, 2];
const closed = -1;

// Words of a chunk: memory and kernel, then what the kernel takes: four offsets, the count of elements, the number of the
// first one, and nine float32 coefficients.
const [offsets, elements, coefficients, words] = [2, 6, 8, 17];
/** How many chunks the queue holds. */
export const capacity = 4096;
const [chunksAt, sumsAt] = [64, 64 + capacity * words * 4];

/** What all chunks of a job have in common. */
export interface ChunkSource {
  readonly memory: number;
  readonly kernel: number;
  /** Of the tensors' first elements, in bytes; up to four. */
  readonly offsets: readonly number[];
  /** What is added to the offsets for each element before the chunk; 0 where the kernel counts from the first one. */
  readonly bytesPerUnit: number;
  /** Up to nine. */
  readonly coefficients: readonly number[];
}

/**
 * The chunks of work that threads share, in shared memory. `left` is the one word they compete for: a thread that
 * lowers it owns the chunk of that number. As chunks are written before `left` is raised, and `left` is raised only
 * when all are finished, a thread that wakes late takes a chunk that is valid, or none.
 */
export class KernelQueue {
  readonly buffer: SharedArrayBuffer;
  readonly #head: Int32Array;
  readonly #ints: Int32Array;
  readonly #floats: Float32Array;
  readonly #arguments: number[] = [];
  /** What the kernels gave, by chunk. */
  readonly sums: Float64Array;

  constructor(buffer = new SharedArrayBuffer(sumsAt + capacity * 8)) {
    this.buffer = buffer;
    this.#head = new Int32Array(buffer, 0, chunksAt / 4);
    this.#ints = new Int32Array(buffer, chunksAt, capacity * words);
    this.#floats = new Float32Array(buffer, chunksAt, capacity * words);
    this.sums = new Float64Array(buffer, sumsAt, capacity);
  }

  /** Writes the chunk of `count` elements from `start` on. */
  write(index: number, source: ChunkSource, start: number, count: number): void {
    const [ints, floats] = [this.#ints, this.#floats];
    let at = index * words;
    ints[at] = source.memory;
    ints[at + 1] = source.kernel;
    ints[at + elements] = count;
    ints[at + elements + 1] = start;
    at += offsets;
    for (const offset of source.offsets) ints[at++] = offset + source.bytesPerUnit * start;
    at = index * words + coefficients;
    for (const coefficient of source.coefficients) floats[at++] = coefficient;
  }

  /** Gives the first `chunks` chunks to the threads. */
  publish(chunks: number): void {
    Atomics.store(this.#head, pending, chunks);
    Atomics.store(this.#head, left, chunks);
    Atomics.notify(this.#head, left);
  }

  /** Runs chunks until none is left to take. */
  drain(functions: (memory: number) => readonly KernelFunction[]): void {
    for (let index = this.#take(); index >= 0; index = this.#take()) {
      try {
        this.sums[index] = this.#run(index, functions);
      } catch (error) {
        Atomics.store(this.#head, failed, 1);
        throw error;
      } finally {
        if (Atomics.sub(this.#head, pending, 1) === 1) Atomics.notify(this.#head, pending);
      }
    }
  }

  /** Blocks until there are chunks; false once the queue is closed. */
  waitForChunks(): boolean {
    Atomics.wait(this.#head, left, 0);
    return Atomics.load(this.#head, left) !== closed;
  }

  /**
   * Blocks until all published chunks are finished. A chunk takes less than a millisecond; a thread that finishes
   * none within `patience` milliseconds of waiting is taken for dead.
   *
   * @throws KernelPoolError where a thread failed or seems dead
   */
  waitUntilFinished(patience = 10_000): void {
    const rounds = 10;
    let idleRounds = 0;
    for (let before = Atomics.load(this.#head, pending); before > 0; ) {
      Atomics.wait(this.#head, pending, before, patience / rounds);
      const now = Atomics.load(this.#head, pending);
      idleRounds = now === before ? idleRounds + 1 : 0;
      if (idleRounds === rounds)
        throw new KernelPoolError(`a thread stopped in the middle of its work; chunks not finished: ${now}`);
      before = now;
    }
    if (Atomics.load(this.#head, failed)) throw new KernelPoolError("a thread of the pool failed");
  }

  close(): void {
    Atomics.store(this.#head, left, closed);
    Atomics.notify(this.#head, left);
  }

  /** The number of a chunk that is this thread's to run, or -1. */
  #take(): number {
    for (;;) {
      const available = Atomics.load(this.#head, left);
      if (available <= 0) return -1;
      if (Atomics.compareExchange(this.#head, left, available, available - 1) === available)
        return available - 1;
    }
  }

  #run(index: number, functions: (memory: number) => readonly KernelFunction[]): number {
    const at = index * words;
    const [memory, kernel] = [this.#ints[at] as number, this.#ints[at + 1] as number];
    const call = functions(memory)[kernel];
    if (!call) throw new KernelPoolError(`unknown kernel: ${kernel}`);
    // A loop over one array kept for all calls: chunks of single rows are too short for slices.
    const values = this.#arguments;
    for (let i = offsets; i < coefficients; i++) values[i - offsets] = this.#ints[at + i] as number;
    for (let i = coefficients; i < words; i++) values[i - offsets] = this.#floats[at + i] as number;
    return call(...values);
  }
}
