import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRepo, deleteRepo, uploadFiles } from "@huggingface/hub";
import type { GitClient } from "../git-client.ts";
import type { HubChild } from "./hub-child.ts";
import { madeFiles } from "./made-files.ts";

/** What a Hub has said that it did. */
export interface Acknowledged {
  /** Ids of commits, by `repository branch`. */
  commits: Map<string, Set<string>>;
  created: Set<string>;
  /** Asked for is enough to be gone or not; acknowledged has to be gone. */
  deleting: Set<string>;
  deleted: Set<string>;
}

export type Kind = "commit" | "repository" | "push";

export interface Round {
  hub: HubChild;
  name: string;
  acknowledged: Acknowledged;
  /** Called with each acknowledgement. */
  onDone(kind: Kind): void;
  /** Aborted when the Hub is killed: from then on errors are what is to be expected. */
  killed: AbortSignal;
}

/** Does something again and again, until the Hub is killed. */
async function again(
  { killed, onDone }: Round,
  kind: Kind,
  work: (number: number) => Promise<void>,
): Promise<void> {
  for (let number = 0; !killed.aborted; number++) {
    try {
      await work(number);
    } catch (error) {
      if (killed.aborted) return;
      throw error;
    }
    onDone(kind);
  }
}

const note = ({ acknowledged }: Round, where: string, commit: string) => {
  const known = acknowledged.commits.get(where) ?? new Set();
  acknowledged.commits.set(where, known.add(commit));
};

/** Commits through the official client: preupload, LFS objects, the commit. */
export function uploadAll(round: Round, repo: string, branch: string, writer: string): Promise<void> {
  const { url, token } = round.hub;
  return again(round, "commit", async (number) => {
    const name = `${writer}-${round.name}.${number}`;
    const files = [...madeFiles(name)].map(([path, bytes]) => ({ path, content: new Blob([bytes]) }));
    const output = await uploadFiles({
      ...{ repo, branch, files, commitTitle: name, hubUrl: url, accessToken: token },
    });
    note(round, `${repo} ${branch}`, output?.commit.oid ?? "");
  });
}

/** Makes repositories, and deletes most of them; those that earlier rounds left, too, so that they do not add up. */
export function makeAll(round: Round): Promise<void> {
  const { acknowledged, hub } = round;
  const access = { hubUrl: hub.url, accessToken: hub.token };
  const remove = async (repo: string) => {
    acknowledged.deleting.add(repo);
    await deleteRepo({ repo, ...access });
    acknowledged.deleted.add(repo);
  };
  const before = [...acknowledged.created].filter((repo) => !acknowledged.deleting.has(repo));
  return again(round, "repository", async (number) => {
    const repo = `ada/made-${round.name}.${number}`;
    await createRepo({ repo, ...access });
    acknowledged.created.add(repo);
    const old = before.pop();
    if (old !== undefined) await remove(old);
    if (number % 8 !== 0) await remove(repo);
  });
}

/** Pushes commits with LFS objects from a clone. */
export function pushAll(round: Round, repo: string, client: GitClient): Promise<void> {
  const here = { in: "clone" };
  return again(round, "push", async (number) => {
    const name = `git-${round.name}.${number}`;
    for (const [path, bytes] of madeFiles(name)) {
      const file = join(client.folder, "clone", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    await client.git(["add", "."], here);
    await client.git(["commit", "--quiet", "-m", name], here);
    await client.git(["push", "--quiet", `${round.hub.url}/${repo}`, "main"], here);
    note(round, `${repo} main`, await client.git(["rev-parse", "HEAD"], here));
  });
}
