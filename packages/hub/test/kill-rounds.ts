// Run by itself, with the number of rounds: node packages/hub/test/kill-rounds.ts 100
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { BlobStore } from "../src/local/store/blob-store.ts";
import { Repository } from "../src/local/store/repository.ts";
import { git } from "./git.ts";
import { seededRandom } from "./random.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const leftoverAges = { locks: 0, files: 0 };

/**
 * Kills a process with all its gits while it writes, at a moment that is random, and looks at what is there: every commit
 * and object that was acknowledged, and nothing that is not whole.
 *
 * @returns how much was acknowledged, and how often something was found half done and cleaned away
 */
export async function killRounds(folder: string, rounds: number, seed: number) {
  const random = seededRandom(seed);
  await (await Repository.create(join(folder, "r.git"))).close();
  const acknowledged = { commit: new Set<string>(), blob: new Set<string>() };
  const seen = new Set<string>();
  let leftovers = 0;
  for (let round = 0; round < rounds; round++) {
    await writeAndKill(folder, round, random, acknowledged);
    leftovers += (await unfinished(folder)).length;
    await using repository = await Repository.open(join(folder, "r.git"), { leftoverAges });
    const store = await BlobStore.open(join(folder, "lfs"), { leftoverAges });
    assert.deepEqual(await unfinished(folder), []);
    const history = git(repository.folder, ["rev-list", "main"]).trim().split("\n");
    for (const commit of acknowledged.commit) assert(history.includes(commit), `lost: ${commit}`);
    assertWhole(
      repository.folder,
      history.filter((commit) => !seen.has(commit)),
    );
    for (const commit of history) seen.add(commit);
    assert.equal(git(repository.folder, ["fsck", "--strict", "--no-dangling"]), "");
    for (const oid of acknowledged.blob) assert((await store.has(oid)) !== undefined, `lost: ${oid}`);
    await assertBlobsWhole(store.folder);
    await repository.commit({
      branch: "main",
      title: "After",
      author: { name: "Ada", email: "ada@example.org" },
      operations: ["a", "b/c", `d/after-${round}`].map((path) => ({
        kind: "add",
        path,
        content: Buffer.from(`after-${round}`),
      })),
    });
  }
  return { commits: acknowledged.commit.size, blobs: acknowledged.blob.size, leftovers };
}

async function writeAndKill(
  folder: string,
  round: number,
  random: () => number,
  acknowledged: { commit: Set<string>; blob: Set<string> },
): Promise<void> {
  const script = join(import.meta.dirname, "store-killed-writer.ts");
  // A group of its own, so that its gits die with it, as when the machine loses power.
  const child = spawn(process.execPath, [script, folder, `${round}`], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout });
  const closed = once(lines, "close");
  const enough = 1 + random() * 4;
  let [count, committed, first] = [0, false, 0];
  const started = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      const [kind, id = ""] = line.split(" ");
      acknowledged[kind as "commit" | "blob"].add(id);
      committed ||= kind === "commit";
      if (count++ === 0) first = performance.now();
      if (count >= enough && committed) resolve();
    });
  });
  await Promise.race([started, closed]);
  // Somewhere in the time that the next two take, however fast the machine is.
  await sleep((random() * 2 * (performance.now() - first)) / count);
  assert.equal(child.exitCode, null, "the writer ended by itself");
  if (process.platform === "win32") child.kill("SIGKILL");
  else process.kill(-(child.pid as number), "SIGKILL");
  await Promise.all([once(child, "close"), closed]);
}

/** Files that a writer left behind half done. */
async function unfinished(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.lock$|tmp_|incoming.[0-9a-f]/.test(name));
}

/** Each commit changes three files to one text, so to one blob; that the blob is whole, fsck says. */
function assertWhole(folder: string, commits: string[]): void {
  const args = ["log", "--no-walk=unsorted", "--root", "--raw", "--no-abbrev", "--format=%H", "--stdin"];
  const blocks = git(folder, args, commits.join("\n"))
    .trim()
    .split(/\n(?=[0-9a-f]{40}\n)/);
  assert.equal(blocks.length, commits.length);
  for (const block of blocks) {
    const [commit = "", ...changes] = block.split("\n").filter(Boolean);
    assert.equal(changes.length, 3, `half a commit: ${commit}`);
    assert.equal(new Set(changes.map((change) => change.split(" ")[3])).size, 1, `half a commit: ${commit}`);
  }
}

async function assertBlobsWhole(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = await readFile(join(file.parentPath, file.name));
    assert.equal(createHash("sha256").update(content).digest("hex"), file.name);
  }
}

if (import.meta.main) {
  await using folder = await temporaryFolder();
  console.log(await killRounds(folder.path, Number(process.argv[2] ?? 20), 1));
}
