import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { elementCount } from "../stored-tensor.ts";
import { compileKernels } from "./compile-kernels.ts";
import { KernelJobError, KernelPoolError } from "./errors.ts";
import { instantiate } from "./instantiate.ts";
import type { Kernel } from "./kernel.ts";
import { type Chunk, capacity, KernelQueue } from "./kernel-queue.ts";
import type { KernelWorkerData } from "./kernel-worker.ts";
import { type KernelName, kernelNames, kernels } from "./kernels.ts";
import type { SharedTensor } from "./shared-tensors.ts";
import { type KernelFunction, type SharedMemory, webAssembly } from "./webassembly.ts";

type JobOf<K extends KernelName> =
  (typeof kernels)[K] extends Kernel<infer T, infer C>
    ? {
        readonly kernel: K;
        /** Of one memory and one size. */
        readonly tensors: Readonly<Record<T, SharedTensor>>;
        readonly coefficients: Readonly<Record<C, number>>;
        /** The elements to work on, from the first up to but not including the last; default: all. */
        readonly range?: readonly [first: number, end: number];
      }
    : never;

/** A kernel, what it works on, and its coefficients by name. */
export type KernelJob = { [K in KernelName]: JobOf<K> }[KernelName];

/**
 * Elements of a chunk: small enough to balance threads, large enough that taking one costs nothing. Chunks do not
 * depend on the number of threads, so neither do results.
 */
const chunkElements = 2 ** 15;

/**
 * Threads that run kernels over shared tensors together with the thread that calls. They sleep between calls, do
 * not keep the process alive, and hold the memories they have seen until the pool is closed.
 */
export class KernelPool {
  readonly #queue = new KernelQueue();
  readonly #module = new webAssembly.Module(compileKernels(kernels));
  readonly #memories = new Map<SharedMemory, number>();
  readonly #instances: (readonly KernelFunction[])[] = [];
  readonly #ports: MessagePort[] = [];
  #unusable: KernelPoolError | undefined;

  /** @param options.threads how many work at a call, the calling one included; default 2 */
  constructor({ threads = 2 }: { threads?: number } = {}) {
    for (let i = 1; i < threads; i++) this.#startThread();
  }

  /**
   * Runs jobs, in any order and at the same time: none may write what another reads or writes. Blocks until all are
   * done.
   *
   * @returns for each job the sum of its reduction; 0 where its kernel stores
   * @throws KernelJobError before anything is run
   * @throws KernelPoolError where the pool was closed or a thread died
   */
  run(jobs: readonly KernelJob[]): Float64Array {
    if (this.#unusable) throw this.#unusable;
    for (const job of jobs) check(job);
    const sums = new Float64Array(jobs.length);
    const batch: number[] = [];
    const runBatch = () => {
      this.#runChunks(batch.length);
      for (const [chunk, job] of batch.entries())
        sums[job] = (sums[job] as number) + (this.#queue.sums[chunk] as number);
      batch.length = 0;
    };
    for (const [index, job] of jobs.entries())
      for (const chunk of this.#chunksOf(job)) {
        if (batch.length === capacity) runBatch();
        this.#queue.write(batch.length, chunk);
        batch.push(index);
      }
    runBatch();
    return sums;
  }

  /** Ends the threads. */
  close(): void {
    this.#unusable ??= new KernelPoolError("the pool is closed");
    this.#queue.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #runChunks(count: number): void {
    this.#queue.publish(count);
    try {
      this.#queue.drain((memory) => this.#instances[memory] as readonly KernelFunction[]);
      this.#queue.waitUntilFinished();
    } catch (error) {
      if (error instanceof KernelPoolError) this.#unusable = error;
      throw error;
    }
  }

  *#chunksOf({ kernel, tensors, coefficients, range }: KernelJob): Generator<Chunk> {
    const definition: Kernel = kernels[kernel];
    const operands = definition.tensors.map(
      (name) => (tensors as Record<string, SharedTensor>)[name] as SharedTensor,
    );
    const [{ memory, shape }] = operands as [SharedTensor];
    const [first, end] = range ?? [0, elementCount(shape)];
    const common = {
      memory: this.#memoryNumber(memory),
      kernel: kernelNames.indexOf(kernel),
      coefficients: definition.coefficients.map(
        (name) => (coefficients as Record<string, number>)[name] as number,
      ),
    };
    for (let start = first; start < end; start += chunkElements) {
      const offsets = operands.map(({ offset }) => offset + 4 * start);
      yield { ...common, offsets, count: Math.min(chunkElements, end - start) };
    }
  }

  /** Introduces a memory to all threads when it is first used. */
  #memoryNumber(memory: SharedMemory): number {
    const known = this.#memories.get(memory);
    if (known !== undefined) return known;
    this.#instances.push(instantiate(this.#module, memory));
    for (const port of this.#ports) port.postMessage(memory);
    this.#memories.set(memory, this.#memories.size);
    return this.#memories.size - 1;
  }

  #startThread(): void {
    const { port1, port2 } = new MessageChannel();
    const workerData: KernelWorkerData = {
      buffer: this.#queue.buffer,
      module: this.#module,
      memories: port2,
    };
    const worker = new Worker(new URL("./kernel-worker.ts", import.meta.url), {
      name: "kernel",
      execArgv: [],
      workerData,
      transferList: [port2],
    });
    worker.on("error", (cause) => {
      this.#unusable ??= new KernelPoolError("a thread of the pool failed", { cause });
    });
    worker.on("exit", () => {
      this.#unusable ??= new KernelPoolError("a thread of the pool ended");
    });
    worker.unref();
    this.#ports.push(port1);
  }
}

function check({ kernel, tensors, range }: KernelJob): void {
  const given = Object.entries<SharedTensor>(tensors);
  const [[, { memory, shape }]] = given as [[string, SharedTensor]];
  const size = elementCount(shape);
  for (const [name, tensor] of given) {
    if (tensor.memory !== memory)
      throw new KernelJobError(
        `tensors of several memories, make them beside one another: ${kernel} ${name}`,
      );
    if (elementCount(tensor.shape) !== size)
      throw new KernelJobError(
        `mismatched tensor of ${kernel}, expected ${size} elements as in [${shape}]: ${name} [${tensor.shape}]`,
      );
  }
  if (range && !(0 <= range[0] && range[0] <= range[1] && range[1] <= size))
    throw new KernelJobError(`range outside of ${size} elements: ${kernel} [${range}]`);
}
