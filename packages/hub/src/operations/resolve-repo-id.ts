import { whoami } from "../whoami.ts";
import type { RepoTarget } from "./repo-target.ts";

/** `namespace/name`: a name alone is one of the token's account. */
export async function resolveRepoId(options: RepoTarget): Promise<string> {
  return options.repo.includes("/") ? options.repo : `${(await whoami(options)).name}/${options.repo}`;
}
