import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";
import { addKernelToEnvFile } from "./env-file.ts";
import { findOnPath } from "./find-on-path.ts";

/**
 * Opens the repository in a new VS Code window in which the Jupyter extension finds the TypeScript kernel. Returns once
 * VS Code has started.
 *
 * @throws CourseError with exit code 3 when `code` is not on PATH; a window opened by hand finds the kernel all the same.
 */
export async function openVSCode(files: string[]): Promise<void> {
  await addKernelToEnvFile(join(projectRoot, ".env"));
  const found = findOnPath("code");
  if (!found) {
    const way = `open the folder ${projectRoot} in VS Code by hand; it will find the kernel`;
    throw new CourseError(`no program code on PATH; ${way}`, { exitCode: 3 });
  }
  // On Windows it is a batch file, which cannot be started without a shell; the program is one folder up.
  const command = process.platform === "win32" ? join(dirname(found), "..", "Code.exe") : found;
  const args = ["--new-window", projectRoot, ...files];
  const editor = spawn(command, args, { stdio: "ignore", detached: true });
  await once(editor, "spawn");
  editor.unref();
}
