import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The first twelve digits of the commit that a repository is at; undefined without git, and before the first commit. */
export async function headCommit(root: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "--short=12", "HEAD"], { cwd: root });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
