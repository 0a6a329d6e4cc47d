import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { CourseError } from "../errors.ts";
import { findOnPath } from "./find-on-path.ts";

/** The words of an editor's command, as in `code --wait` or `"C:\Program Files\Vim\vim.exe" -n`; a path may have spaces. */
export function editorCommand(env: NodeJS.ProcessEnv = process.env): string[] {
  const text = env.VISUAL || env.EDITOR || (process.platform === "win32" ? "notepad.exe" : "vi");
  if (existsSync(text)) return [text];
  return (text.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
}

/**
 * Opens a file in the editor that VISUAL or EDITOR names (else vi, or Notepad) and waits until it is closed.
 *
 * @throws CourseError when the editor cannot be started (exit code 3), or says by its exit code that it was given up.
 */
export async function openEditor(file: string): Promise<void> {
  const [name = "", ...args] = editorCommand();
  const command = findOnPath(name) ?? name;
  const editor = spawn(command, [...args, file], { stdio: "inherit" });
  try {
    const [code, signal] = await once(editor, "exit");
    if (code !== 0) throw new CourseError(`the editor ended with ${signal ?? `exit code ${code}`}: ${name}`);
  } catch (error) {
    if (error instanceof CourseError) throw error;
    const way = "set VISUAL or EDITOR to a program that waits, such as: code --wait";
    throw new CourseError(`could not start the editor, ${way}; got ${name}`, { cause: error, exitCode: 3 });
  }
}
