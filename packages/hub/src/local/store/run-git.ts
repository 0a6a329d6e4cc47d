import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { Readable, type Writable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { GitError, GitUnavailableError, StorageFullError } from "./errors.ts";
import { gitEnvironment } from "./git-environment.ts";

/**
 * Milliseconds for commands whose work a push can make endless: a small pack can hold a tree of ten thousand million
 * paths, which git would list one by one.
 */
export const timeLimit = 20_000;

/** How git ends when it does not know an option. */
const usageError = 129;

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable> & {
  /** Resolves when git has ended well. Rejects with GitError, GitUnavailableError or StorageFullError. */
  done: Promise<void>;
};

export interface GitOptions {
  /** The whole one. Default: that of `gitEnvironment`. */
  environment?: Record<string, string> | undefined;
  /** Milliseconds after which git is ended. Default: none. */
  timeout?: number;
}

/** Starts git on a repository, with pipes. Reading `stdout` to its end is the caller's, and so is awaiting `done`. */
export function spawnGit(
  folder: string,
  args: string[],
  { environment = gitEnvironment(), timeout }: GitOptions = {},
): GitProcess {
  const child = spawn("git", ["--literal-pathspecs", ...args], {
    env: { ...environment, GIT_DIR: folder },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    timeout,
    killSignal: "SIGKILL",
  });
  // A git that ends before it has read its input says why on stderr; the broken pipe says nothing more.
  child.stdin.on("error", () => {});
  const stderr = text(child.stderr).catch(() => "");
  const done = exitCode(child).then(async (code) => {
    if (code !== 0) throw gitError(folder, args[0] ?? "", code, await stderr);
  });
  done.catch(() => {});
  return Object.assign(child, { done });
}

/** Runs git on a repository and gives what it prints. @throws GitError, GitUnavailableError, StorageFullError */
export async function runGit(
  folder: string,
  args: string[],
  input: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array> = [],
  options: GitOptions = {},
): Promise<Buffer> {
  const git = spawnGit(folder, args, options);
  const output = buffer(git.stdout);
  // When git fails these break off, too; why it failed is what `done` says.
  await Promise.allSettled([output, pipeline(Readable.from(input), git.stdin)]);
  await git.done;
  return await output;
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", (cause) => {
      const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
      reject(
        missing
          ? new GitUnavailableError("git is not on the PATH; install git 2.36 or newer", { cause })
          : cause,
      );
    });
  });
}

function gitError(folder: string, command: string, code: number | null, stderr: string): Error {
  if (code === usageError)
    return new GitUnavailableError(`git ${command} is too old; install git 2.36 or newer`);
  const error = new GitError(command, code, stderr);
  return /No space left on device|Disk quota exceeded/.test(stderr)
    ? new StorageFullError(folder, error)
    : error;
}
