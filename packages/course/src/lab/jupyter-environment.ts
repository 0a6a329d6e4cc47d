import { delimiter, join } from "node:path";
import { projectRoot } from "../run/project.ts";

/** The folder whose `kernels/` holds the TypeScript kernel's specification. */
export const jupyterFolder = join(projectRoot, "packages", "kernel", "jupyter");

/** The environment in which Jupyter, and VS Code's Jupyter extension, list the TypeScript kernel. */
export function jupyterEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const others = env.JUPYTER_PATH ? [env.JUPYTER_PATH] : [];
  return { ...env, JUPYTER_PATH: [jupyterFolder, ...others].join(delimiter) };
}
