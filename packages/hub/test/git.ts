import { execFileSync } from "node:child_process";

const environment = {
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Grace",
  GIT_AUTHOR_EMAIL: "grace@example.org",
  GIT_COMMITTER_NAME: "Grace",
  GIT_COMMITTER_EMAIL: "grace@example.org",
};

/** Runs git itself, as a client would, in a folder; gives its output. Throws with its stderr when it fails. */
export function git(folder: string, args: string[], input: string | Buffer = ""): string {
  return gitBytes(folder, args, input).toString("utf8");
}

export function gitBytes(folder: string, args: string[], input: string | Buffer = ""): Buffer {
  return execFileSync("git", args, {
    cwd: folder,
    env: environment,
    input,
    maxBuffer: 2 ** 28,
    stdio: ["pipe", "pipe", "pipe"],
  });
}
