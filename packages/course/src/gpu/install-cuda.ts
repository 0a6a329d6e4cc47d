import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { CourseError } from "../errors.ts";
import { runtimeFolder, runtimePackage } from "./runtime-folder.ts";

const LIBRARIES = [
  "libonnxruntime_providers_shared.so",
  "libonnxruntime_providers_cuda.so",
  "libonnxruntime_providers_tensorrt.so",
].map((name) => join(runtimeFolder, name));

/** The library that holds the CUDA provider. */
export const cudaProvider = join(runtimeFolder, "libonnxruntime_providers_cuda.so");

/** True when all of the CUDA provider's libraries are there. */
export const cudaInstalled = (): boolean => LIBRARIES.every((file) => existsSync(file));

/**
 * Downloads onnxruntime's CUDA 12 provider with onnxruntime-node's own install script, from NuGet: the one thing here
 * that needs a network beyond npm. It is some hundred megabytes, and NuGet's package is not pinned by our lockfile.
 *
 * @throws CourseError on a system without a CUDA build, when the download fails, and when `signal` is aborted; nothing
 * half-written stays.
 */
export async function installCuda(signal: AbortSignal): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== "linux-x64") {
    const other = { win32: "dml", darwin: "coreml" }[process.platform as string] ?? "webgpu";
    throw new CourseError(
      `onnxruntime-node has no CUDA build for ${platform}; try: course gpu --device ${other}`,
    );
  }
  const script = spawn(process.execPath, [join(runtimePackage, "script", "install.js")], {
    cwd: runtimePackage,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "cuda12" },
    stdio: ["ignore", "inherit", "pipe"],
    signal,
    killSignal: "SIGTERM",
  });
  let reason = "";
  script.stderr.setEncoding("utf8").on("data", (text) => {
    reason += text;
  });
  script.on("error", () => {}); // what an abort raises; "close" comes all the same, when nothing writes any more
  const code = await new Promise<number | null>((resolve) => script.once("close", resolve));
  if (code === 0 && cudaInstalled()) return;
  for (const file of LIBRARIES) await rm(file, { force: true });
  const cause = /^\w*Error: (.*)$/m.exec(reason)?.[1] ?? `its install script ended with ${code}`;
  throw new CourseError(
    `could not install the CUDA provider: ${cause}; it needs a network that reaches NuGet`,
  );
}
