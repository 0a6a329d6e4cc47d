import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Device, device } from "./device.ts";

/** Whether onnxruntime-node has the execution provider of a device here; only a session shows the hardware. */
export type DeviceStatus =
  | { readonly device: Device; readonly installed: true }
  | { readonly device: Device; readonly installed: false; readonly reason: string };

/** Every device, the CPU first, with the reason where it cannot be used. */
export async function listDevices(): Promise<DeviceStatus[]> {
  const { listSupportedBackends } = await import("onnxruntime-node"); // only now: most of this package works without
  const backends = new Map(listSupportedBackends().map(({ name, bundled }) => [name, bundled]));
  return device.options.map((name) => {
    const bundled = backends.get(name);
    if (bundled || (bundled === false && name === "cuda" && existsSync(cudaProvider())))
      return { device: name, installed: true };
    const reason =
      bundled === false
        ? `not part of the npm package, install it with: course gpu --device ${name}`
        : `onnxruntime-node has no build of it for ${process.platform}-${process.arch}`;
    return { device: name, installed: false, reason };
  });
}

/** The library that onnxruntime loads for CUDA, which comes with no package of npm. */
function cudaProvider(): string {
  const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
  return join(runtime, "bin", "napi-v6", process.platform, process.arch, "libonnxruntime_providers_cuda.so");
}
