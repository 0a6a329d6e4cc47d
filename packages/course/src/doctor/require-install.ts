import { checkInstall, IncompleteInstallError } from "./check-install.ts";

/**
 * For the first line of an entry script: ends the process with one line on stderr and exit code 1 when the install is
 * incomplete. Load everything else after it, by `await import(…)`: a static import of a missing package fails earlier.
 */
export function requireInstall(): void {
  try {
    checkInstall();
  } catch (error) {
    if (!(error instanceof IncompleteInstallError)) throw error;
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}
