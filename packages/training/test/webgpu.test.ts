import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";

// SwiftShader, a GPU in software that comes with Chromium: a device that is not onnxruntime's CPU provider.
const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";
const loaders = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib/aarch64-linux-gnu/libvulkan.so.1"];
const missing = !existsSync(swiftShader) || !loaders.some((file) => existsSync(file));
const why = missing ? " (skipped: needs the Debian packages chromium-common and libvulkan1)" : "";

const report = z.object({
  loss: z.number(),
  gradNorm: z.number(),
  parameters: z.record(z.string(), z.array(z.number())),
  sequences: z.array(z.array(z.int())),
  placement: z.record(z.string(), z.record(z.string(), z.int())),
});

async function runOn(device: "cpu" | "webgpu"): Promise<z.output<typeof report>> {
  const driver = device === "webgpu" ? { VK_ICD_FILENAMES: swiftShader } : {};
  const env = { ...process.env, ...driver, COURSE_DEVICE: device };
  const script = join(import.meta.dirname, "webgpu.fixture.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  // The driver writes to the output, too.
  const line = stdout.split("\n").findLast((text) => text.startsWith("{")) ?? "";
  return report.parse(JSON.parse(line));
}

it.skipIf(missing)(
  `WebGPU takes the training step and generates the text that the CPU does${why}`,
  async () => {
    const [cpu, webgpu] = [await runOn("cpu"), await runOn("webgpu")];
    expect(Math.abs(webgpu.loss - cpu.loss)).toBeLessThan(1e-3);
    expect(Math.abs(webgpu.gradNorm - cpu.gradNorm)).toBeLessThan(1e-3);
    expect(cpu.gradNorm).toBeGreaterThan(0.1);
    expect(Object.keys(webgpu.parameters)).toEqual(Object.keys(cpu.parameters));
    for (const [name, values] of Object.entries(cpu.parameters))
      for (const [i, value] of values.entries())
        expect(Math.abs((webgpu.parameters[name]?.[i] as number) - value), name).toBeLessThan(1e-3);
    expect(webgpu.sequences).toEqual(cpu.sequences);
    expect(new Set(cpu.sequences.flat()).size).toBeGreaterThan(3);

    // Of the training step, what WebGPU has no kernel for: the loss, sums of gradients, and integers.
    expect(Object.keys(cpu.placement)).toEqual(["CPUExecutionProvider"]);
    const { CPUExecutionProvider: fallen = {}, WebGpuExecutionProvider: taken = {} } = webgpu.placement;
    expect(Object.keys(fallen).sort()).toEqual([
      ...["Expand", "GreaterOrEqual", "LogSoftmax", "Max", "Pad", "Reshape", "Sum", "Unsqueeze"],
    ]);
    const { MatMul = 0, Gemm = 0 } = taken;
    expect(MatMul + Gemm).toBeGreaterThan(20);
  },
  120_000,
);
