import { existsSync } from "node:fs";
import type { Kernelspec } from "@llm-course/kernel";
import { interrupt } from "../interrupt.ts";
import { projectRoot } from "../run/project.ts";
import { type Check, INSTALL } from "./finding.ts";

const TIMEOUT_SECONDS = 60;

/** The program that the TypeScript kernel's specification names exists, and the kernel answers. */
export function kernelCheck(read: () => Promise<Kernelspec> = readSpec, answer = ask): Check {
  return {
    name: "kernel",
    async run() {
      const spec = await read();
      const [program = ""] = spec.argv;
      if (!existsSync(program) && !existsSync(`${program}.exe`)) {
        return { status: "fail", text: `the kernel's Node is missing: ${program}`, mend: INSTALL };
      }
      const start = performance.now();
      const language = await answer(spec);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      return { status: "ok", text: `${spec.display_name} answers in ${seconds} s: ${language}` };
    },
  };
}

// Loaded on use: the kernel's package needs a native part, which may be what is broken.
async function readSpec(): Promise<Kernelspec> {
  const { kernelspecFolder, readKernelspec } = await import("@llm-course/kernel");
  return readKernelspec(kernelspecFolder());
}

async function ask(spec: Kernelspec): Promise<string> {
  const { startKernel } = await import("@llm-course/kernel");
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  interrupt.addEventListener("abort", () => reject(interrupt.reason));
  const { session, language } = await startKernel(spec, {
    cwd: projectRoot,
    env: process.env,
    onPublished: () => {},
    timeoutSeconds: TIMEOUT_SECONDS,
    stopped,
  });
  await session.stop();
  return language.name;
}
