import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../run/project.ts";

// SwiftShader, a GPU in software that comes with Chromium: a device that is not onnxruntime's CPU provider.
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";
const LOADER = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib/aarch64-linux-gnu/libvulkan.so.1"];
const missing = !existsSync(SWIFTSHADER) || !LOADER.some((file) => existsSync(file));
const why = missing ? " (skipped: needs the Debian packages chromium-common and libvulkan1)" : "";

const env = { ...process.env, VK_ICD_FILENAMES: SWIFTSHADER };
const node = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: projectRoot, env });

describe.skipIf(missing)(`WebGPU on SwiftShader${why}`, () => {
  it("proves that the product on the device equals the CPU's", async () => {
    const { stdout } = await node(join("scripts", "course.ts"), "gpu", "--device", "webgpu");
    expect(stdout).toMatch(/\[ok\] +512 × 512 product on webgpu equals the CPU's/);
  });

  it("refuses a graph that the device can only run with the CPU's help, and runs it when that is allowed", async () => {
    const script = join(import.meta.dirname, "determinant.fixture.ts");
    const { stdout } = await node(script);
    expect(stdout).toMatch(/^strict: .*fallback to CPU EP has been explicitly disabled/m);
    expect(stdout).toMatch(/^fallback: -2$/m);
  });
});
