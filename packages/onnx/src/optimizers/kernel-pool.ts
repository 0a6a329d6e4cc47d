import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { elementCount } from "../stored-tensor.ts";
import { compileKernels } from "./compile-kernels.ts";
import { KernelJobError, KernelPoolError } from "./errors.ts";
import { instantiate } from "./instantiate.ts";
import type { Kernel } from "./kernel.ts";
import { type ChunkSource, capacity, KernelQueue } from "./kernel-queue.ts";
import type { KernelWorkerData } from "./kernel-worker.ts";
import { type KernelName, kernelNames, kernels } from "./kernels.ts";
import type { Program } from "./program.ts";
import { type ProgramName, programNames, programs } from "./programs.ts";
import type { SharedTensor } from "./shared-tensors.ts";
import { type KernelFunction, type SharedMemory, webAssembly } from "./webassembly.ts";

export type ElementRange = readonly [first: number, end: number];

type JobOf<K extends KernelName> =
  (typeof kernels)[K] extends Kernel<infer T, infer C>
    ? {
        readonly kernel: K;
        /** Of one memory and one size. */
        readonly tensors: Readonly<Record<T, SharedTensor>>;
        readonly coefficients: Readonly<Record<C, number>>;
        /** The elements to work on, each range without its end; they do not overlap. Default: all. */
        readonly ranges?: readonly ElementRange[];
      }
    : never;

type ProgramJobOf<P extends ProgramName> =
  (typeof programs)[P] extends Program<infer C>
    ? {
        readonly program: P;
        /** Of one memory, in the order that the program says. */
        readonly operands: readonly SharedTensor[];
        readonly coefficients: Readonly<Record<C, number>>;
        /** What there is to work on, and how much of it makes a chunk. */
        readonly units: number;
        readonly unitsPerChunk: number;
      }
    : never;

/** A program, what it works on, and its coefficients by name. */
export type ProgramJob = { [P in ProgramName]: ProgramJobOf<P> }[ProgramName];

/** A kernel, what it works on, and its coefficients by name; or a program. */
export type KernelJob = { [K in KernelName]: JobOf<K> }[KernelName] | ProgramJob;

export type ElementwiseJob = Exclude<KernelJob, ProgramJob>;

const isProgram = (job: KernelJob): job is ProgramJob => "program" in job;

/**
 * Elements of a chunk: small enough to balance threads, large enough that taking one costs nothing. Chunks do not
 * depend on the number of threads, so neither do results.
 */
export const chunkElements = 2 ** 15;

/**
 * Threads that run kernels over shared tensors together with the thread that calls. They sleep between calls, do
 * not keep the process alive, and hold the memories they have seen until the pool is closed.
 */
export class KernelPool {
  readonly #queue = new KernelQueue();
  readonly #module = new webAssembly.Module(compileKernels(kernels, programs));
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
    /** The job that each chunk of the queue is of. */
    const batch: number[] = [];
    const runBatch = () => {
      this.#runChunks(batch.length);
      for (const [chunk, job] of batch.entries())
        sums[job] = (sums[job] as number) + (this.#queue.sums[chunk] as number);
      batch.length = 0;
    };
    for (const [index, job] of jobs.entries()) {
      const source = this.#sourceOf(job);
      const step = isProgram(job) ? job.unitsPerChunk : chunkElements;
      for (const [first, end] of rangesOf(job))
        for (let start = first; start < end; start += step) {
          if (batch.length === capacity) runBatch();
          this.#queue.write(batch.length, source, start, Math.min(step, end - start));
          batch.push(index);
        }
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

  #sourceOf(job: KernelJob): ChunkSource {
    if (isProgram(job)) {
      const coefficients: Record<string, number> = job.coefficients;
      return {
        memory: this.#memoryNumber((job.operands[0] as SharedTensor).memory),
        kernel: kernelNames.length + programNames.indexOf(job.program),
        offsets: job.operands.map(({ offset }) => offset),
        bytesPerUnit: 0,
        coefficients: programs[job.program].coefficients.map((name) => coefficients[name] as number),
      };
    }
    const { kernel, coefficients }: { kernel: KernelName; coefficients: Record<string, number> } = job;
    const operands = operandsOf(job);
    return {
      memory: this.#memoryNumber((operands[0] as SharedTensor).memory),
      kernel: kernelNames.indexOf(kernel),
      offsets: operands.map(({ offset }) => offset),
      bytesPerUnit: 4,
      coefficients: kernels[kernel].coefficients.map((name) => coefficients[name] as number),
    };
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

/** The tensors in the order in which the kernel takes them. */
function operandsOf(job: ElementwiseJob): readonly SharedTensor[] {
  const tensors: Readonly<Record<string, SharedTensor>> = job.tensors;
  return kernels[job.kernel].tensors.map((name) => tensors[name] as SharedTensor);
}

function rangesOf(job: KernelJob): readonly ElementRange[] {
  if (isProgram(job)) return [[0, job.units]];
  return job.ranges ?? [[0, elementCount((operandsOf(job)[0] as SharedTensor).shape)]];
}

function check(job: KernelJob): void {
  if (isProgram(job)) {
    const { program, operands } = job;
    if (
      operands.length !== programs[program].tensors ||
      operands.some((t) => t.memory !== operands[0]?.memory)
    )
      throw new KernelJobError(
        `expected ${programs[program].tensors} tensors of one memory, make them beside one another: ${program}`,
      );
    return;
  }
  const { kernel, tensors } = job;
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
  for (const [first, end] of rangesOf(job))
    if (!(0 <= first && first <= end && end <= size))
      throw new KernelJobError(`range outside of ${size} elements: ${kernel} [${first},${end}]`);
}
