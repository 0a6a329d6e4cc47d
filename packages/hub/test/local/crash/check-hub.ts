import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { git } from "../../git.ts";
import type { HubChild } from "./hub-child.ts";
import { repositoriesOf } from "./leftovers.ts";
import { madeFiles } from "./made-files.ts";
import type { Acknowledged } from "./writers.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

interface Checked {
  /** The Hub's. */
  folder: string;
  hub: HubChild;
  acknowledged: Acknowledged;
}

/**
 * Checks that a Hub has everything it acknowledged, and shows nothing that is not whole.
 *
 * @param seen commits that were looked at before, to which this adds; a new, empty set has all looked at
 */
export async function checkHub({ folder, hub, acknowledged }: Checked, seen: Set<string>): Promise<void> {
  const get = async (path: string) => {
    const answer = await fetch(`${hub.url}${path}`);
    assert.equal(answer.status, 200, `${answer.status} ${path}`);
    return answer;
  };
  const json = async <T>(path: string) => (await (await get(path)).json()) as T;
  const repositories = await repositoriesOf(folder);
  await checkIndex(folder, repositories, json);
  for (const repo of acknowledged.created)
    assert(repositories.has(repo) || acknowledged.deleting.has(repo), `lost: ${repo}`);
  for (const repo of acknowledged.deleted) assert(!repositories.has(repo), `not deleted: ${repo}`);

  for (const [where, commits] of acknowledged.commits) {
    const [repo = "", branch = ""] = where.split(" ");
    const bare = repositories.get(repo) ?? "";
    const history = git(bare, ["rev-list", branch]).trim().split("\n");
    for (const commit of commits) assert(history.includes(commit), `lost: ${commit} of ${where}`);
    const shown = await json<{ id: string }[]>(`/api/models/${repo}/commits/${branch}?limit=1000`);
    assert.deepEqual(
      shown.map(({ id }) => id),
      history.slice(0, 1000),
    );
    const files = git(bare, ["ls-tree", "-r", "--name-only", branch]).trim().split("\n");
    const { siblings } = await json<{ siblings: { rfilename: string }[] }>(
      `/api/models/${repo}/revision/${branch}`,
    );
    assert.deepEqual(siblings.map(({ rfilename }) => rfilename).sort(), files.sort());

    for (const commit of history.filter((id) => !seen.has(id))) {
      seen.add(commit);
      const title = git(bare, ["log", "-1", "--format=%s", commit]).trim();
      if (title === "initial commit") continue;
      const expected = madeFiles(title);
      const args = ["diff-tree", "-r", "--no-commit-id", "--name-only", commit];
      assert.deepEqual(
        git(bare, args).trim().split("\n").sort(),
        [...expected.keys()].sort(),
        `half: ${commit}`,
      );
      for (const [path, bytes] of expected) {
        const sent = new Uint8Array(await (await get(`/${repo}/resolve/${commit}/${path}`)).arrayBuffer());
        assert.equal(sha256(sent), sha256(bytes), `not what was sent: ${path} of ${commit}`);
        if (!path.endsWith(".bin")) continue;
        const oid = sha256(bytes);
        const stored = await readFile(join(folder, "objects", oid.slice(0, 2), oid.slice(2, 4), oid));
        assert.equal(sha256(stored), oid);
        assert(
          git(bare, ["show", `${commit}:${path}`]).includes(`oid sha256:${oid}\n`),
          `no pointer: ${path}`,
        );
      }
    }
    assert.equal(git(bare, ["fsck", "--strict", "--no-dangling", "--no-progress"]), "");
  }
}

/** That the index, and the list made of it, say what the repositories do. */
async function checkIndex(
  folder: string,
  repositories: Map<string, string>,
  json: <T>(path: string) => Promise<T>,
): Promise<void> {
  using database = new DatabaseSync(join(folder, "hub.sqlite"), { readOnly: true });
  const rows = database.prepare("SELECT id, key, sha, last_modified FROM repositories ORDER BY id").all();
  const truth = [...repositories]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(async ([id, bare]) => {
      const [sha, seconds] = git(bare, ["log", "-1", "--format=%H %ct", "main"]).trim().split(" ");
      const { key } = JSON.parse(await readFile(join(bare, "hub.json"), "utf8"));
      return { id, key, sha, last_modified: Number(seconds) * 1000 };
    });
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    await Promise.all(truth),
  );
  const listed = await json<{ id: string }[]>("/api/models?sort=id&direction=1&limit=1000");
  assert.deepEqual(
    listed.map(({ id }) => id),
    rows.map(({ id }) => id),
  );
}
