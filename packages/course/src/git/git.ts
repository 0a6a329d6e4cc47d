import { execFile } from "node:child_process";
import { CourseError } from "../errors.ts";

/** Thrown when git fails; the message is what it said, on one line. */
export class GitError extends CourseError {
  override name = "GitError";
}

export interface GitOptions {
  /** For its standard input. */
  input?: string;
  /** Another index than the repository's own. */
  index?: string;
}

/** Runs `git` in the repository, and gives what it prints, as it is. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

/**
 * The `git` of this machine with the user's settings; it asks nothing.
 *
 * @throws each call: GitError with what git said, or that there is no git (exit code 3)
 */
export function gitIn(root: string): Git {
  return (args, { input, index } = {}) =>
    new Promise((resolve, reject) => {
      const env = {
        ...process.env,
        ...{ GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
        ...(index !== undefined && { GIT_INDEX_FILE: index }),
      };
      const child = execFile("git", args, { cwd: root, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        if ((error as NodeJS.ErrnoException).code === "ENOENT")
          return reject(new GitError("git is needed, install it", { cause: error, exitCode: 3 }));
        const said = (stderr.trim() || error.message).replaceAll(/\s*\n\s*/g, " ");
        reject(new GitError(`git ${args[0]}: ${said}`, { cause: error }));
      });
      child.stdin?.on("error", () => {}); // git ended early; its exit code says why
      child.stdin?.end(input ?? "");
    });
}

/** The parts of an output that `-z` ends with a zero byte each. */
export const zeroSeparated = (text: string): string[] => text.split("\0").filter(Boolean);
