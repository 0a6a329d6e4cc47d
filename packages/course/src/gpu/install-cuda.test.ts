import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { CourseError } from "../errors.ts";
import { cudaInstalled, cudaProvider, installCuda } from "./install-cuda.ts";

const hasBuild = process.platform === "linux" && process.arch === "x64";

it.skipIf(hasBuild)(
  "offers another device where there is no CUDA build (skipped: onnxruntime-node has a CUDA build for this machine)",
  async () => {
    await expect(installCuda(new AbortController().signal)).rejects.toThrow(/try: course gpu --device/);
  },
);

// Aborted before it starts, so nothing is downloaded where there is a network.
it.skipIf(!hasBuild || cudaInstalled())(
  "leaves nothing behind when it is stopped (skipped: CUDA is installed, or has no build for this machine)",
  async () => {
    await expect(installCuda(AbortSignal.abort())).rejects.toThrow(CourseError);
    expect(existsSync(cudaProvider)).toBe(false);
  },
);
