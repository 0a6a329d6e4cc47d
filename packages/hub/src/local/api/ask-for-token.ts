import { HubError } from "../hub-error.ts";
import type { Viewer } from "../service/viewer.ts";

/**
 * Opens a repository for git, which sends no token before it is asked for one: where nobody is signed in, what they may
 * not see is answered with 401, as is what is not there. Whoever gives a token then learns which of both it is.
 */
export function askForToken<T>(viewer: Viewer | undefined, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const hidden = error instanceof HubError && [403, 404].includes(error.status) && viewer === undefined;
    throw hidden
      ? new HubError("Unauthorized", "no such repository, or a token is needed as the password", {
          cause: error,
        })
      : error;
  }
}
