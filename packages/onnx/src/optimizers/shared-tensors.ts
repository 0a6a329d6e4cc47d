import { elementCount } from "../stored-tensor.ts";
import { SharedMemoryError } from "./errors.ts";
import { type SharedMemory, webAssembly } from "./webassembly.ts";

/**
 * A float32 tensor inside a shared memory: plain data that `postMessage` sends to a worker without copying the
 * values. `float32View` gives the values.
 */
export interface SharedTensor {
  readonly memory: SharedMemory;
  /** In bytes from the start of the memory, a multiple of 64. */
  readonly offset: number;
  readonly shape: readonly number[];
}

/**
 * The values of a shared tensor, not copied. onnxruntime takes the array as it is:
 * `new Tensor("float32", float32View(tensor), tensor.shape)` is read in place as a feed and written in place as a
 * preallocated fetch.
 */
export function float32View({ memory, offset, shape }: SharedTensor): Float32Array<SharedArrayBuffer> {
  return new Float32Array(memory.buffer, offset, elementCount(shape));
}

const alignment = 64;
const pageBytes = 2 ** 16;
/** Offsets have 32 bits. */
const memoryBytes = 2 ** 32;
/** What `allocateNear` finds in a memory that is full otherwise. */
const tableBytes = 2 ** 18;

interface Arena {
  readonly memory: SharedMemory;
  /** Bytes given away or kept free beside a tensor. */
  reserved: number;
  /** By the offset of a tensor, the places still free beside it. */
  readonly free: Map<number, { next: number; left: number; readonly released: number[] }>;
}

/**
 * Allocates float32 tensors in shared WebAssembly memories, where kernels, several threads and onnxruntime work on
 * the same bytes. A memory ends at 4 GiB, so there are as many as it takes. Bytes cost nothing until they are
 * written. All of it is freed with this object and the last tensor.
 */
export class SharedTensors {
  readonly #arenas: Arena[] = [];

  /**
   * A tensor, of zeros unless `clear` was called.
   *
   * @param slots how many tensors of this shape get a place in the same memory, this one included. A kernel works
   *   on one memory, so a parameter needs 4 for AdamW: itself, its gradient and two moments; Sgd needs 3, without
   *   momentum 2. `beside` makes the others.
   * @throws SharedMemoryError where the slots take more than 4 GiB, or the system has no memory
   */
  allocate(shape: readonly number[], { slots = 1 }: { slots?: number } = {}): SharedTensor {
    return this.#allocateIn(this.#arenaFor(strideOf(shape) * slots), shape, slots);
  }

  /**
   * A tensor in the memory of a given one, for tables that kernels read beside it: 256 KiB are kept for them in a
   * memory of several tensors.
   *
   * @throws SharedMemoryError where there is no room, or the given tensor was made by others
   */
  allocateNear({ memory }: SharedTensor, shape: readonly number[]): SharedTensor {
    const arena = this.#arenas.find((known) => known.memory === memory);
    const bytes = strideOf(shape);
    if (!arena || arena.reserved + bytes > memoryBytes)
      throw new SharedMemoryError("no room near the tensor", bytes);
    grow(arena, bytes);
    return this.#allocateIn(arena, shape, 1);
  }

  #allocateIn(arena: Arena, shape: readonly number[], slots: number): SharedTensor {
    const stride = strideOf(shape);
    const offset = arena.reserved;
    arena.reserved += stride * slots;
    arena.free.set(offset, { next: offset + stride, left: slots - 1, released: [] });
    return { memory: arena.memory, offset, shape };
  }

  /**
   * A tensor of zeros in one of the slots kept free by the `allocate` that made the given one.
   *
   * @throws SharedMemoryError where no slot is left, or the tensor was made by others
   */
  beside({ memory, offset, shape }: SharedTensor): SharedTensor {
    const free = this.#arenas.find((arena) => arena.memory === memory)?.free.get(offset);
    const stride = strideOf(shape);
    const released = free?.released.pop();
    if (released !== undefined) {
      const tensor = { memory, offset: released, shape };
      float32View(tensor).fill(0);
      return tensor;
    }
    if (!free?.left)
      throw new SharedMemoryError(
        `no slot left beside the tensor of shape [${shape}], allocate it with more slots`,
        stride,
      );
    const tensor = { memory, offset: free.next, shape };
    free.next += stride;
    free.left--;
    return tensor;
  }

  /** Gives the place of a tensor that `beside` made back, for the next one. */
  release({ memory, offset }: SharedTensor, beside: SharedTensor): void {
    this.#arenas
      .find((arena) => arena.memory === memory)
      ?.free.get(offset)
      ?.released.push(beside.offset);
  }

  /** Gives all places away anew: the next tensors have the bytes of the first ones, with the values that are there. */
  clear(): void {
    for (const arena of this.#arenas) {
      arena.reserved = 0;
      arena.free.clear();
    }
  }

  /** The first memory with room, grown to hold the bytes: growing moves nothing, and views stay valid. */
  #arenaFor(bytes: number): Arena {
    if (bytes > memoryBytes)
      throw new SharedMemoryError(
        `tensors that kernels use together exceed one memory of ${memoryBytes} bytes`,
        bytes,
      );
    const found = this.#arenas.find(({ reserved }) => reserved + bytes <= memoryBytes - tableBytes);
    try {
      const arena = found ?? newArena();
      grow(arena, bytes);
      if (!found) this.#arenas.push(arena);
      return arena;
    } catch (cause) {
      throw new SharedMemoryError("cannot allocate shared memory", bytes, { cause });
    }
  }
}

function grow({ memory, reserved }: Arena, bytes: number): void {
  const missing = reserved + bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}

const newArena = (): Arena => ({
  memory: new webAssembly.Memory({ initial: 0, maximum: memoryBytes / pageBytes, shared: true }),
  reserved: 0,
  free: new Map(),
});

/** Bytes from one tensor to the next; a tensor without elements has a place of its own, too. */
function strideOf(shape: readonly number[]): number {
  return Math.max(1, Math.ceil((elementCount(shape) * 4) / alignment)) * alignment;
}
