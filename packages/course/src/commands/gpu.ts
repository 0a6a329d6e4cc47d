import { type Device, device } from "@llm-course/onnx";
import { type Command, Option } from "commander";
import { CourseError } from "../errors.ts";
import { compareWithCpu, TOLERANCE } from "../gpu/compare-with-cpu.ts";
import { cudaInstalled, cudaProvider, installCuda } from "../gpu/install-cuda.ts";
import { missingLibraries } from "../gpu/missing-libraries.ts";
import { nvidiaDriver } from "../gpu/nvidia-driver.ts";
import { interrupt } from "../interrupt.ts";

const HELP = `
For cuda it first checks the NVIDIA driver, downloads onnxruntime's CUDA 12 provider (once; Linux on x64 only; from
NuGet, so it needs more than npm) and checks that the CUDA 12 and cuDNN 9 libraries are found. The other providers come
with the install. Then one matrix product runs on the device and on the CPU and the two must agree. A product that
would run on the CPU instead is an error.

Examples:
  $ npx -y pnpm@12 course gpu                    CUDA
  $ npx -y pnpm@12 course gpu --device webgpu    any GPU with Vulkan, Metal or Direct3D 12
  $ npx -y pnpm@12 course gpu --device dml       Windows`;

export function register(program: Command): void {
  program
    .command("gpu")
    .description("set up a GPU and prove that it computes")
    .addOption(
      new Option("--device <name>", "which execution provider")
        .choices(device.options.filter((name) => name !== "cpu"))
        .default("cuda")
        .env("COURSE_DEVICE"),
    )
    .addHelpText("after", HELP)
    .action(async (options: { device: Device }) => gpu(options.device));
}

async function gpu(name: Device): Promise<void> {
  if (name === "cuda") await prepareCuda();
  const { relativeError, deviceMs, cpuMs } = await compareWithCpu(name).catch((error: Error) => {
    throw new CourseError(`${name} is not usable here: ${error.message}`, { cause: error });
  });
  const figures = `relative error ${relativeError.toExponential(1)}, tolerance ${TOLERANCE}`;
  if (relativeError > TOLERANCE) throw new CourseError(`${name} and cpu give different products: ${figures}`);
  console.log(`[ok]   512 × 512 product on ${name} equals the CPU's: ${figures}`);
  console.log(`[ok]   ${deviceMs.toFixed(1)} ms on ${name}, ${cpuMs.toFixed(1)} ms on cpu`);
  console.log(`Use it with --device ${name}, or COURSE_DEVICE=${name} in the environment.`);
}

async function prepareCuda(): Promise<void> {
  const gpus = await nvidiaDriver();
  if (!gpus)
    throw new CourseError("no NVIDIA driver: nvidia-smi does not run; install the driver, then try again");
  for (const line of gpus) console.log(`[ok]   ${line}`);
  if (!cudaInstalled()) {
    console.log("installing onnxruntime's CUDA provider");
    await installCuda(interrupt);
  }
  console.log(`[ok]   CUDA provider ${cudaProvider}`);
  const missing = await missingLibraries(cudaProvider);
  if (missing.length > 0) {
    const way = "install CUDA 12 and cuDNN 9 and put their folders on LD_LIBRARY_PATH";
    throw new CourseError(`the CUDA provider lacks libraries; ${way}: ${missing.join(", ")}`);
  }
  console.log("[ok]   CUDA 12 and cuDNN 9 libraries");
}
