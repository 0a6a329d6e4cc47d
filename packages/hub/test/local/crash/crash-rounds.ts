// Run by itself, with the number of rounds: node packages/hub/test/local/crash/crash-rounds.ts 100
import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { createRepo } from "@huggingface/hub";
import { HubService } from "../../../src/local/service/hub-service.ts";
import { seededRandom } from "../../random.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { type GitClient, gitClient, noLfs } from "../git-client.ts";
import { checkHub } from "./check-hub.ts";
import { HubChild } from "./hub-child.ts";
import { leftovers } from "./leftovers.ts";
import { type Acknowledged, type Kind, makeAll, pushAll, type Round, uploadAll } from "./writers.ts";

/** Rounds after which what was left behind is removed. */
const cleanEvery = 4;

/**
 * Kills a Hub with `kill -9` while clients upload, commit, push, make and delete, starts it again on the same folder, and
 * checks what it has and shows. Every few rounds the Hub's own cleaning, told that nothing is too young, has to leave
 * nothing behind.
 *
 * @returns how much was acknowledged, and how many things were found half done or without a commit, and removed
 */
export async function crashRounds(folder: string, rounds: number, seed: number) {
  const random = seededRandom(seed);
  const acknowledged: Acknowledged = {
    ...{ commits: new Map(), created: new Set(), deleting: new Set(), deleted: new Set() },
  };
  const seen = new Set<string>();
  const removed = { temporary: 0, locks: 0, orphans: 0 };
  let hub = await HubChild.start(folder);
  await using client = await gitClient(hub.token);
  try {
    if (!noLfs) await client.git(["lfs", "install", "--skip-repo"]);
    for (const repo of ["ada/uploaded", "ada/pushed"])
      await createRepo({ repo, hubUrl: hub.url, accessToken: hub.token });
    await client.git(["clone", "--quiet", `${hub.url}/ada/pushed`, "clone"]);
    for (let number = 0; number < rounds; number++) {
      await writeAndKill({ hub, name: `${number}`, acknowledged }, client, random);
      const before = hub;
      if (number % cleanEvery === cleanEvery - 1 || number === rounds - 1) {
        await before.ended();
        const found = await clean(folder);
        for (const kind of ["temporary", "locks", "orphans"] as const) removed[kind] += found[kind].length;
      }
      hub = await HubChild.start(folder);
      await before.ended();
      await checkHub({ folder, hub, acknowledged }, seen);
    }
    await checkHub({ folder, hub, acknowledged }, new Set());
  } finally {
    await hub.kill("all");
  }
  const commits = Object.fromEntries([...acknowledged.commits].map(([where, { size }]) => [where, size]));
  return {
    ...{ rounds, commits, seen: seen.size, created: acknowledged.created.size },
    ...{ deleted: acknowledged.deleted.size, removed },
  };
}

async function writeAndKill(
  round: Omit<Round, "onDone" | "killed">,
  client: GitClient,
  random: () => number,
): Promise<void> {
  const kinds: Kind[] = noLfs ? ["commit", "repository"] : ["commit", "repository", "push"];
  const awaited = kinds[Math.floor(random() * kinds.length)];
  const killed = new AbortController();
  const began = performance.now();
  const first = Promise.withResolvers<void>();
  const onDone = (kind: Kind) => kind === awaited && first.resolve();
  const all = { ...round, onDone, killed: killed.signal };
  const writing = Promise.all([
    uploadAll(all, "ada/uploaded", "main", "one"),
    uploadAll(all, "ada/uploaded", "main", "two"),
    makeAll(all),
    ...(noLfs ? [] : [pushAll(all, "ada/pushed", client)]),
  ]);
  await Promise.race([first.promise, writing]);
  // Somewhere in what comes next, however fast the machine is.
  await sleep(random() * (performance.now() - began));
  killed.abort();
  await round.hub.kill(random() < 0.5 ? "hub" : "all");
  await writing;
}

async function clean(folder: string) {
  const found = await leftovers(folder);
  const leftoverAges = { locks: 0, files: 0 };
  await using service = await HubService.open(folder, { leftoverAges });
  await service.collectOrphans({ olderThanMs: 0 });
  const left = await leftovers(folder);
  assert.deepEqual(left, { temporary: [], locks: [], orphans: [] });
  return found;
}

if (import.meta.main) {
  await using folder = await temporaryFolder();
  const began = performance.now();
  const result = await crashRounds(folder.path, Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 1));
  console.log(JSON.stringify({ ...result, seconds: Math.round((performance.now() - began) / 1000) }));
}
