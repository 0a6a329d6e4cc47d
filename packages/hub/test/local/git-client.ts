import { spawn, spawnSync } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { temporaryFolder } from "../temporary-folder.ts";

export interface GitResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A person's git, with a home of its own and nothing of this machine's settings. */
export interface GitClient extends AsyncDisposable {
  readonly folder: string;
  /** Runs git in a folder below; gives its output. Throws with its stderr when it fails. */
  git(args: readonly string[], options?: { in?: string; input?: string | Uint8Array }): Promise<string>;
  /** The same, for what may fail. */
  try(args: readonly string[], options?: { in?: string; input?: string | Uint8Array }): Promise<GitResult>;
}

/** @param token given only when a server asks for a password, as a credential helper does */
export async function gitClient(token?: string): Promise<GitClient> {
  const folder = await temporaryFolder();
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    HOME: folder.path,
    XDG_CONFIG_HOME: folder.path,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
    HUB_TEST_TOKEN: token,
  };
  const attempt: GitClient["try"] = async (args, { in: below = ".", input = "" } = {}) => {
    const child = spawn("git", args, { cwd: `${folder.path}/${below}`, env, windowsHide: true });
    child.stdin.on("error", () => {}).end(input);
    const [stdout, stderr, code] = await Promise.all([
      buffer(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject)),
    ]);
    return { code, stdout: stdout.toString(), stderr };
  };
  const git: GitClient["git"] = async (args, options) => {
    const { code, stdout, stderr } = await attempt(args, options);
    if (code !== 0) throw new Error(`git ${args.join(" ")} failed with ${code}: ${stderr}`);
    return stdout.trim();
  };
  const settings = {
    "user.name": "Grace",
    "user.email": "grace@example.org",
    "init.defaultBranch": "main",
    ...(token !== undefined && {
      "credential.helper":
        '!f() { test "$1" = get && echo username=any && echo "password=$HUB_TEST_TOKEN"; }; f',
    }),
  };
  for (const [key, value] of Object.entries(settings)) await git(["config", "--global", key, value]);
  return {
    folder: folder.path,
    git,
    try: attempt,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const lfs = spawnSync("git", ["lfs", "version"], { windowsHide: true });
/** Why tests of git-lfs are skipped; "" where they are not. */
export const noLfs = lfs.status === 0 ? "" : " (skipped: git-lfs is not installed)";
