import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder of the installed onnxruntime-node package. */
export const runtimePackage = dirname(
  createRequire(import.meta.url).resolve("onnxruntime-node/package.json"),
);

/** Where it keeps this platform's libraries. */
export const runtimeFolder = join(runtimePackage, "bin", "napi-v6", process.platform, process.arch);
