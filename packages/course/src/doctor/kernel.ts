import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Kernelspec } from "@llm-course/kernel";
import { jupyterFolder } from "../lab/jupyter-environment.ts";
import { projectRoot } from "../run/project.ts";
import type { Check } from "./finding.ts";
import { INSTALL } from "./finding.ts";

const SPEC = join(jupyterFolder, "kernels", "typescript");
const TIMEOUT_SECONDS = 60;

/** The TypeScript kernel's specification names a program that exists, and the kernel answers. */
export function kernelCheck(
  folder: string = SPEC,
  answer: (spec: Kernelspec) => Promise<string> = ask,
): Check {
  return {
    name: "kernel",
    async run() {
      const { readKernelspec } = await import("@llm-course/kernel"); // only now: its native part may be missing
      const spec = await readKernelspec(folder);
      const program = spec.argv[0] ?? "";
      if (!existsSync(program) && !existsSync(`${program}.exe`)) {
        return { status: "fail", text: `the kernel's Node is missing: ${program}`, mend: INSTALL };
      }
      const start = performance.now();
      const language = await answer(spec);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      return { status: "ok", text: `${spec.display_name} answers after ${seconds} s: ${language}` };
    },
  };
}

async function ask(spec: Kernelspec): Promise<string> {
  const { startKernel } = await import("@llm-course/kernel");
  const { session, language } = await startKernel(spec, {
    cwd: projectRoot,
    env: process.env,
    onPublished: () => {},
    timeoutSeconds: TIMEOUT_SECONDS,
    stopped: new Promise(() => {}),
  });
  await session.stop();
  return language.name;
}
