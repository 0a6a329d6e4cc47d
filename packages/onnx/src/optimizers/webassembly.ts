/**
 * The part of the WebAssembly JavaScript interface used here. TypeScript has its types only in the library of
 * the browser, which would declare `document` and the like for every file of a program on Node.
 */
interface WebAssemblyInterface {
  Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => SharedMemory;
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (
    module: WasmModule,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: Readonly<Record<string, KernelFunction>> };
}

/** A shared linear memory; it can be posted to a worker and is not copied. */
export interface SharedMemory {
  /** A new object after each growth; views of the old one stay valid. */
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module; it can be posted to a worker, which does not compile it again. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/**
 * What every kernel is: four byte offsets, a count of elements, the number of the first one, nine coefficients;
 * gives a sum, or 0.
 */
export type KernelFunction = (...values: number[]) => number;

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
