import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { records as decoders } from "./decoders.ts";
import { records as encoders } from "./encoders.ts";

// SwiftShader, a GPU in software that comes with Chromium: a device that is not onnxruntime's CPU provider.
const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";
const loaders = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib/aarch64-linux-gnu/libvulkan.so.1"];
const missing = !existsSync(swiftShader) || !loaders.some((file) => existsSync(file));
const why = missing ? " (skipped: needs the Debian packages chromium-common and libvulkan1)" : "";

const families = [
  { family: "encoder", records: encoders, tolerance: 1e-4 },
  // SwiftShader computes sines and cosines to 1e-4.
  { family: "decoder", records: decoders, tolerance: 1e-3 },
];

it.skipIf(missing).each(families)(
  `puts every $family and head on WebGPU, without help of the CPU${why}`,
  async ({ family, records, tolerance }) => {
    const env = { ...process.env, VK_ICD_FILENAMES: swiftShader };
    const script = join(import.meta.dirname, `${family}s-on-webgpu.fixture.ts`);
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    const lines: { name: string; difference?: number }[] = stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    expect(lines.map(({ name }) => name)).toEqual(records.map(({ name }) => name));
    const differences = lines.flatMap(({ difference }) => difference ?? []);
    expect(differences).toHaveLength(2);
    for (const difference of differences) expect(difference).toBeLessThan(tolerance);
  },
  120_000,
);
