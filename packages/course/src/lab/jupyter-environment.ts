import { delimiter } from "node:path";
import { jupyterPath } from "@llm-course/kernel";

/** The environment in which Jupyter, and VS Code's Jupyter extension, list the TypeScript kernel. */
export function jupyterEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const others = env.JUPYTER_PATH ? [env.JUPYTER_PATH] : [];
  return { ...env, JUPYTER_PATH: [jupyterPath(), ...others].join(delimiter) };
}
