import { readFile, stat } from "node:fs/promises";
import { delimiter } from "node:path";
import { jupyterPath } from "@llm-course/kernel";
import { writeAtomically } from "../run/write-atomically.ts";

/**
 * Makes sure that an `.env` file names the kernel's folder in JUPYTER_PATH; all else in it stays as it is.
 *
 * VS Code's Jupyter extension reads the `.env` of the opened folder. The environment of the program itself is no way to
 * reach it: a VS Code that already runs opens the window, with the environment it was once started in.
 */
export async function addKernelToEnvFile(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const changed = withKernel(text);
  if (changed === text) return;
  // Such files hold tokens: the new one is no more readable than the old one.
  const mode = await stat(file).then(
    (stats) => stats.mode,
    () => 0o600,
  );
  await writeAtomically(file, changed, mode);
}

/** The text of an `.env` file with the kernel's folder first in its JUPYTER_PATH. */
export function withKernel(text: string, folder: string = jupyterPath()): string {
  const line = /^[ \t]*JUPYTER_PATH[ \t]*=[ \t]*(.*?)[ \t]*$/m;
  const [found, value = ""] = line.exec(text) ?? [];
  if (found === undefined)
    return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}JUPYTER_PATH=${folder}\n`;
  const folders = value
    .replace(/^(["'])(.*)\1$/, "$2")
    .split(delimiter)
    .filter(Boolean);
  if (folders.includes(folder)) return text;
  return text.replace(line, () => `JUPYTER_PATH=${[folder, ...folders].join(delimiter)}`);
}
