import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";
import { findOnPath } from "./find-on-path.ts";
import { jupyterEnvironment } from "./jupyter-environment.ts";

/**
 * Opens the repository in a new VS Code window that inherits JUPYTER_PATH, which is where its Jupyter extension looks
 * for kernels. Returns once VS Code has taken over.
 *
 * @throws CourseError with exit code 3 when `code` is not on PATH.
 */
export async function openVSCode(files: string[]): Promise<void> {
  const found = findOnPath("code");
  if (!found) {
    throw new CourseError(
      "no `code` on PATH; in VS Code run the command “Shell Command: Install 'code' command in PATH”, then try again",
      { exitCode: 3 },
    );
  }
  // On Windows `code` is a batch file, which cannot be started without a shell; the program is one folder up.
  const command = process.platform === "win32" ? join(dirname(found), "..", "Code.exe") : found;
  const editor = spawn(command, ["--new-window", projectRoot, ...files], {
    env: jupyterEnvironment(),
    stdio: "ignore",
    detached: true,
  });
  await once(editor, "spawn");
  editor.unref();
}
