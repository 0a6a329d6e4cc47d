import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GitClient, gitClient, noLfs } from "./git-client.ts";
import { type RunningHub, runningHub, seededBytes } from "./running-hub.ts";

let hub: RunningHub;
let ada: GitClient;
let id: string;
let url: string;
const here = { in: "lfs" };
beforeAll(async () => {
  if (noLfs) return;
  hub = await runningHub();
  ada = await lfsClient(hub.hub.token);
  const viewer = hub.hub.service.viewerOf(hub.hub.token);
  ({ id } = await hub.hub.service.create(viewer, { type: "dataset", name: "lfs", private: true }));
  url = `${hub.url}/datasets/${id}`;
  await ada.git(["clone", "--quiet", url, "lfs"]);
});
afterAll(async () => {
  await ada?.[Symbol.asyncDispose]();
  await hub?.[Symbol.asyncDispose]();
});

async function lfsClient(token: string): Promise<GitClient> {
  const client = await gitClient(token);
  await client.git(["lfs", "install", "--skip-repo"]);
  return client;
}

async function add(client: GitClient, path: string, content: Uint8Array) {
  await writeFile(join(client.folder, "lfs", path), content);
  await client.git(["add", "--", path], here);
  await client.git(["commit", "--quiet", "-m", `add ${path}`], here);
}

test.skipIf(noLfs)(`a large file goes to git-lfs and comes back${noLfs}`, async () => {
  const content = seededBytes(30 * 2 ** 20, 3);
  await add(ada, "weights.bin", content);
  await ada.git(["push", "--quiet"], here);
  const [entry] = (await (
    await hub.request(`/api/datasets/${id}/paths-info/main`, { json: { paths: ["weights.bin"] } })
  ).json()) as { size: number; lfs?: { oid: string } }[];
  expect(entry).toMatchObject({ size: content.length, lfs: { size: content.length } });
  const served = await hub.request(`/datasets/${id}/resolve/main/weights.bin`);
  expect(Buffer.from(await served.arrayBuffer()).equals(content)).toBe(true);

  await using reader = await lfsClient(hub.as("ada", "read").accessToken);
  await reader.git(["clone", "--quiet", url, "lfs"]);
  expect((await readFile(join(reader.folder, "lfs/weights.bin"))).equals(content)).toBe(true);
  expect(await reader.git(["lfs", "fsck"], here)).toContain("OK");
});

test.skipIf(noLfs)(`a pull brings the objects of others${noLfs}`, async () => {
  await using other = await lfsClient(hub.hub.token);
  await other.git(["clone", "--quiet", url, "lfs"]);
  await add(other, "second.npy", seededBytes(1000, 4));
  await other.git(["push", "--quiet"], here);
  await ada.git(["pull", "--quiet"], here);
  expect((await readFile(join(ada.folder, "lfs/second.npy"))).equals(seededBytes(1000, 4))).toBe(true);
});

test.skipIf(noLfs)(`a push whose objects were not sent is refused${noLfs}`, async () => {
  await add(ada, "unsent.bin", seededBytes(2000, 5));
  // Without its hook, git-lfs sends nothing.
  const refused = await ada.try(["push", "--no-verify"], here);
  expect(refused.stderr).toMatch(/git lfs push --all/);
  expect(refused.code).not.toBe(0);
  await ada.git(["push", "--quiet"], here);
});

test.skipIf(noLfs)(
  `an object of a repository that one may not see cannot be had by its sha256${noLfs}`,
  async () => {
    await using grace = await lfsClient(hub.as("grace").accessToken);
    const viewer = hub.hub.service.viewerOf(hub.as("grace").accessToken);
    const { id: own } = await hub.hub.service.create(viewer, { type: "model", name: "thief" });
    await grace.git(["clone", "--quiet", `${hub.url}/${own}`, "lfs"]);
    const pointer = await ada.git(["cat-file", "blob", "HEAD:weights.bin"], here);
    await writeFile(join(grace.folder, "lfs/stolen.txt"), `${pointer}\n`);
    await grace.git(["add", "stolen.txt"], here);
    await grace.git(["commit", "--quiet", "-m", "steal"], here);
    expect((await grace.try(["push", "--no-verify"], here)).stderr).toMatch(/this repository does not have/);
  },
);

test.skipIf(noLfs)(`a lock of somebody else's is seen, and stops a push${noLfs}`, async () => {
  const viewer = hub.hub.service.viewerOf(hub.hub.token);
  hub.hub.service.createOrganization("team", "ada");
  hub.as("grace");
  hub.hub.service.people.setMember("team", "grace", "write");
  const { id: shared } = await hub.hub.service.create(viewer, {
    type: "model",
    name: "locks",
    organization: "team",
  });
  const [one, two] = [await lfsClient(hub.hub.token), await lfsClient(hub.as("grace").accessToken)];
  for (const client of [one, two]) await client.git(["clone", "--quiet", `${hub.url}/${shared}`, "lfs"]);
  await one.git(["lfs", "lock", "notes.bin"], here);
  const locks = JSON.parse(await two.git(["lfs", "locks", "--json"], here)) as {
    path: string;
    owner: object;
  }[];
  expect(locks).toEqual([expect.objectContaining({ path: "notes.bin", owner: { name: "ada" } })]);
  expect((await two.try(["lfs", "lock", "notes.bin"], here)).stderr).toContain("locked already by ada");

  await add(two, "notes.bin", seededBytes(10, 6));
  await two.git(["config", `lfs.${hub.url}/${shared}.git/info/lfs.locksverify`, "true"], here);
  const refused = await two.try(["push"], here);
  expect(refused.stdout + refused.stderr).toMatch(/notes\.bin - ada[\s\S]*locked files/);
  expect(refused.code).not.toBe(0);
  expect((await two.try(["lfs", "unlock", "--id", "1"], here)).stderr).toMatch(/force/);
  await one.git(["lfs", "unlock", "notes.bin", "--force"], here);
  await two.git(["push", "--quiet"], here);
  await one[Symbol.asyncDispose]();
  await two[Symbol.asyncDispose]();
});
