import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { writeFileAtomically } from "../../write-file-atomically.ts";
import type { HubService } from "./hub-service.ts";
import { toAccountName } from "./names.ts";

/**
 * The token of the Hub's first user, with which nobody needs to make an account: of the file `token` in the Hub's folder,
 * which only its owner can read. Where it is missing, or the token is not valid any more, there is a new one; where there
 * are no users, a first one.
 *
 * @param user the first user's name. Default: the system's user name, made legal
 */
export async function ownerToken(
  service: HubService,
  folder: string,
  user: string = toAccountName(userInfo().username),
): Promise<{ user: string; token: string }> {
  const path = join(folder, "token");
  const saved = (await readFile(path, "utf8").catch(() => "")).trim();
  const viewer = service.viewerOf(saved);
  if (viewer) return { user: viewer.name, token: saved };
  const owner = service.people.firstUser() ?? service.createUser(user);
  const token = service.createToken(owner.name, { name: "the Hub's first token", scope: "write" });
  await writeFileAtomically(path, token, 0o600);
  return { user: owner.name, token };
}
