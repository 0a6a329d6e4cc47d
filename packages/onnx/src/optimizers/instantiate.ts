import { kernelNames } from "./kernels.ts";
import { programNames } from "./programs.ts";
import { type KernelFunction, type SharedMemory, type WasmModule, webAssembly } from "./webassembly.ts";

/** The kernels and programs over one memory, in the order of their names. */
export function instantiate(module: WasmModule, memory: SharedMemory): readonly KernelFunction[] {
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  return [...kernelNames, ...programNames].map((name) => exports[name] as KernelFunction);
}
