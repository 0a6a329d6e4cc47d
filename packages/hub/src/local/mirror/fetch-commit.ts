import type { Connection } from "../../connection.ts";
import { typePrefix } from "../api/repo-path.ts";
import { HubError } from "../hub-error.ts";
import type { RepoType } from "../service/repo-record.ts";
import { GitError } from "../store/errors.ts";
import { gitEnvironment } from "../store/git-environment.ts";
import { runGit } from "../store/run-git.ts";

/** How a machine reaches the network, which git is to know here and nowhere else. */
const network =
  "http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY SSL_CERT_FILE SSL_CERT_DIR GIT_SSL_CAINFO".split(
    " ",
  );

/** Flaws of old commits that other programs made, and that do no harm. */
const tolerated =
  "badTimezone missingSpaceBeforeDate missingEmail missingNameBeforeEmail missingSpaceBeforeEmail zeroPaddedDate zeroPaddedFilemode".split(
    " ",
  );

/**
 * Gets one commit with its files, but no history and no LFS objects, by git, which checks each object by its id.
 *
 * @param folder of a bare repository
 * @throws HubError Unavailable
 */
export async function fetchCommit(
  folder: string,
  { endpoint, token }: Connection,
  { type, id, commit }: { type: RepoType; id: string; commit: string },
): Promise<void> {
  const settings: Record<string, string> = {
    "protocol.allow": "never",
    "protocol.https.allow": "always",
    "protocol.http.allow": "always",
    // A token is for the one address, and goes nowhere else.
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
    ...Object.fromEntries(tolerated.map((flaw) => [`fetch.fsck.${flaw}`, "ignore"])),
    // By the environment, since others see the arguments of a program.
    ...(token !== undefined && {
      [`http.${endpoint}/.extraHeader`]: `Authorization: Basic ${Buffer.from(`hub:${token}`).toString("base64")}`,
    }),
  };
  const variables = Object.fromEntries(
    network.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const url = `${endpoint}/${typePrefix(type)}${id}`;
  const options = ["--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  try {
    await runGit(folder, ["fetch", ...options, url, commit], [], {
      environment: gitEnvironment(variables as Record<string, string>, settings),
    });
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    const denied = /Authentication failed|could not read|error: 40[13]/.test(cause.stderr);
    throw new HubError(
      denied ? "GatedRepo" : "Unavailable",
      denied
        ? `the Hub that is mirrored lets this one not read the repository: ${id}`
        : `the repository could not be fetched from the Hub that is mirrored: ${id}`,
      { cause },
    );
  }
}
