import { kernelNames } from "./kernels.ts";
import { type KernelFunction, type SharedMemory, type WasmModule, webAssembly } from "./webassembly.ts";

/** The kernels over one memory, in the order of `kernelNames`. */
export function instantiate(module: WasmModule, memory: SharedMemory): readonly KernelFunction[] {
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  return kernelNames.map((name) => exports[name] as KernelFunction);
}
