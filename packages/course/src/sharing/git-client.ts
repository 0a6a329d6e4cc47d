import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CourseError } from "../errors.ts";
import type { PracticeHub } from "./open-practice-hub.ts";

/** Thrown when git fails; the message is what it said, without colours. */
export class GitError extends CourseError {
  override name = "GitError";
}

/** Runs `git` with these arguments in a folder, and gives what it prints. */
export type GitClient = (folder: string, ...args: string[]) => Promise<string>;

/** Asks the environment, so that no token is on a command line, in an address or in a file. */
const credentialHelper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$HUB_USER" "$HUB_TOKEN"; }; f';

/**
 * The `git` of this machine, signed in at a practice Hub by its token. It asks nothing and signs nothing; at a local Hub the
 * user's and the machine's settings do not count, so that it does the same everywhere.
 *
 * @throws each call: GitError with what git said
 */
export function gitClient({ user, token, isLocal }: PracticeHub): GitClient {
  const settings = [
    ["credential.helper", ""], // forgets the helpers that are set elsewhere, which would save the token
    ["credential.helper", credentialHelper],
    ["user.name", user],
    ["user.email", `${user}@users.noreply.localhost`],
    ["commit.gpgSign", "false"],
    ["tag.gpgSign", "false"],
    ["advice.detachedHead", "false"],
  ] as const;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ HUB_USER: user, HUB_TOKEN: token, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
    ...(isLocal && { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }),
    ...(isLocal && { NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" }),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, key],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
  return async (folder, ...args) => {
    try {
      const { stdout } = await promisify(execFile)("git", args, {
        cwd: folder,
        env,
        maxBuffer: 64 * 2 ** 20,
      });
      return stdout.trimEnd();
    } catch (error) {
      const { stderr = "", message } = error as { stderr?: string; message: string };
      throw new GitError((stderr.trim() || message).replaceAll(token, "…"), { cause: error });
    }
  };
}
