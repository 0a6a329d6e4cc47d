import { GitError } from "../store/errors.ts";
import { runGit } from "../store/run-git.ts";
import { PushRefusedError } from "./push-refused-error.ts";

/** Transports that run no command of the repository's choice, and addresses relative to the repository's own. */
const allowed = /^(?:https?:\/\/|ssh:\/\/[^-]|\.\.?\/)/;

/**
 * Checks a `.gitmodules` file beyond what git's own check does: its addresses, which a clone with submodules follows.
 *
 * @throws PushRefusedError
 */
export async function checkSubmodules(
  folder: string,
  blob: string,
  environment: Record<string, string>,
): Promise<void> {
  const listed = await runGit(folder, ["config", "--blob", blob, "--list", "-z"], [], { environment }).catch(
    (error) => {
      if (!(error instanceof GitError)) throw error;
      throw new PushRefusedError("git cannot read the .gitmodules file; correct it", { cause: error });
    },
  );
  for (const entry of listed.toString().split("\0")) {
    const [key = "", ...value] = entry.split("\n");
    const url = value.join("\n");
    if (/^submodule\..*\.url$/s.test(key) && !allowed.test(url))
      throw new PushRefusedError(
        `a submodule's address has to begin with https://, http://, ssh://, ./ or ../: ${JSON.stringify(url.slice(0, 200))}`,
      );
  }
}
