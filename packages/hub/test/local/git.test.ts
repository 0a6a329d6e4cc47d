import { readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { uploadFile } from "@huggingface/hub";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GitClient, gitClient } from "./git-client.ts";
import { type RunningHub, runningHub } from "./running-hub.ts";

let hub: RunningHub;
let ada: GitClient;
let stranger: GitClient;
beforeAll(async () => {
  hub = await runningHub();
  ada = await gitClient(hub.hub.token);
  stranger = await gitClient();
});
afterAll(async () => {
  await Promise.all([ada, stranger].map((client) => client[Symbol.asyncDispose]()));
  await hub[Symbol.asyncDispose]();
});

let count = 0;
/** A new repository's id and address. */
async function newRepo(options: { private?: boolean; type?: "model" | "dataset" } = {}) {
  const { type = "model", private: hidden = false } = options;
  const viewer = hub.hub.service.viewerOf(hub.hub.token);
  const { id } = await hub.hub.service.create(viewer, { type, name: `git-${++count}`, private: hidden });
  return { id, url: `${hub.url}/${type === "model" ? "" : "datasets/"}${id}` };
}

/** A commit of one file in a clone. */
async function commit(client: GitClient, clone: string, path: string, content: string) {
  await writeFile(join(client.folder, clone, path), content);
  await client.git(["add", "--", path], { in: clone });
  await client.git(["commit", "--quiet", "-m", `add ${path}`], { in: clone });
  return client.git(["rev-parse", "HEAD"], { in: clone });
}

test("clone, push, and what was pushed is what the API has", async () => {
  const { id, url } = await newRepo();
  await ada.git(["clone", "--quiet", url, "first"]);
  const pushed = await commit(ada, "first", "README.md", "---\nlicense: mit\ntags: [pushed]\n---\n# Hello\n");
  await ada.git(["push", "--quiet"], { in: "first" });
  const info = (await (await hub.request(`/api/models/${id}`)).json()) as { sha: string; tags: string[] };
  expect(info).toMatchObject({ sha: pushed, tags: expect.arrayContaining(["pushed", "license:mit"]) });

  // And the other way: a commit by the API comes with a pull, by an address with .git as well.
  await stranger.git(["clone", "--quiet", `${url}.git`, "second"]);
  await uploadFile({ ...hub.ada, repo: id, file: { path: "notes.txt", content: new Blob(["by the API"]) } });
  await stranger.git(["pull", "--quiet"], { in: "second" });
  expect(await readFile(join(stranger.folder, "second/notes.txt"), "utf8")).toBe("by the API");
  expect(await stranger.git(["fsck", "--strict"], { in: "second" })).toBe("");
});

test("branches and tags are made and removed by pushes", async () => {
  const { id, url } = await newRepo({ type: "dataset" });
  await ada.git(["clone", "--quiet", url, "refs"]);
  const sha = await commit(ada, "refs", "a.txt", "a");
  await ada.git(["tag", "-a", "v1", "-m", "first"], { in: "refs" });
  await ada.git(["push", "--quiet", "origin", "main", "main:refs/heads/feature/one", "v1"], { in: "refs" });
  const refs = async () => (await hub.request(`/api/datasets/${id}/refs`)).json();
  expect(await refs()).toMatchObject({
    branches: expect.arrayContaining([
      expect.objectContaining({ name: "feature/one", targetCommit: sha }),
      expect.objectContaining({ name: "main", targetCommit: sha }),
    ]),
    tags: [expect.objectContaining({ name: "v1", targetCommit: sha })],
  });
  await ada.git(["push", "--quiet", "origin", ":feature/one", ":v1"], { in: "refs" });
  expect(await refs()).toMatchObject({ branches: [{ name: "main" }], tags: [] });
});

test("a shallow clone and one without blobs work, and protocol version 0 as well as 2", async () => {
  const { url } = await newRepo();
  await ada.git(["clone", "--quiet", url, "deep"]);
  for (const name of ["a", "b", "c"]) await commit(ada, "deep", name, name);
  await ada.git(["push", "--quiet"], { in: "deep" });
  for (const version of ["0", "1", "2"]) {
    const protocol = ["-c", `protocol.version=${version}`];
    await stranger.git([...protocol, "clone", "--quiet", "--depth=1", url, `shallow${version}`]);
    expect(await stranger.git(["rev-list", "--count", "HEAD"], { in: `shallow${version}` })).toBe("1");
  }
  await stranger.git(["clone", "--quiet", "--filter=blob:none", "--no-checkout", url, "partial"]);
  const listed = await stranger.git(["rev-list", "--objects", "--missing=print", "HEAD"], { in: "partial" });
  expect(listed).toMatch(/^\?[0-9a-f]{40}$/m);
  const answer = await fetch(`${url}/info/refs?service=git-upload-pack`, {
    headers: { "git-protocol": "version=2" },
  });
  expect(await answer.text()).toContain("version 2");
});

test("bodies may be compressed", async () => {
  const { url } = await newRepo();
  const lsRefs = "0014command=ls-refs\n0015object-format=sha100010009peel\n0000".replace(
    "0015object-format=sha1",
    "0016object-format=sha1",
  );
  const ask = (body: Uint8Array<ArrayBuffer>, encoding?: string) =>
    fetch(`${url}/git-upload-pack`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-git-upload-pack-request",
        "git-protocol": "version=2",
        ...(encoding && { "content-encoding": encoding }),
      },
    }).then((answer) => answer.text());
  const plain = await ask(new Uint8Array(Buffer.from(lsRefs)));
  expect(plain).toContain("refs/heads/main");
  expect(await ask(new Uint8Array(gzipSync(lsRefs)), "gzip")).toBe(plain);
});

test("a private repository is there only for who may read it", async () => {
  const { url } = await newRepo({ private: true });
  await ada.git(["clone", "--quiet", url, "private"]);
  // git asks for a password when the server wants one, also where there is nothing: names are not given away.
  for (const address of [url, `${url}-missing`]) {
    const answer = await fetch(`${address}/info/refs?service=git-upload-pack`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Hub"');
    expect((await stranger.try(["clone", address, "x"])).stderr).toMatch(
      /could not read Username|terminal prompts disabled/,
    );
  }
  await using grace = await gitClient(hub.as("grace").accessToken);
  for (const address of [url, `${url}-missing`])
    expect((await grace.try(["clone", address, "x"])).stderr).toMatch(/not found/);
  await using wrong = await gitClient("hf_wrong");
  expect((await wrong.try(["clone", url, "x"])).stderr).toContain("Authentication failed");
});

test("a push needs a token that may write there", async () => {
  const { id, url } = await newRepo();
  await stranger.git(["clone", "--quiet", url, "no-push"]);
  await commit(stranger, "no-push", "x", "x");
  expect((await stranger.try(["push"], { in: "no-push" })).stderr).toMatch(
    /could not read Username|terminal prompts disabled/,
  );
  for (const { accessToken, says } of [
    { ...hub.as("ada", "read"), says: /for reading only/ },
    { ...hub.as("grace"), says: /may not change/ },
  ]) {
    const address = url.replace("://", `://user:${accessToken}@`);
    const { code, stderr } = await stranger.try(["push", address, "main"], { in: "no-push" });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(says);
    expect(stderr).toContain("403");
  }
  // Nor does a request that leaves out the question.
  const body = new Uint8Array(Buffer.from("0000"));
  const type = { "content-type": "application/x-git-receive-pack-request" };
  expect((await fetch(`${url}/git-receive-pack`, { method: "POST", body, headers: type })).status).toBe(401);
  const info = (await (await hub.request(`/api/models/${id}`)).json()) as { siblings: unknown[] };
  expect(JSON.stringify(info.siblings)).not.toContain('"x"');
});

test("of pushes at the same time one is first, and the others are told to pull", async () => {
  const { id, url } = await newRepo();
  const clones = ["one", "two", "three", "four"].map((name) => `race-${name}`);
  for (const clone of clones) {
    await ada.git(["clone", "--quiet", url, clone]);
    await commit(ada, clone, `${clone}.txt`, clone);
  }
  const results = await Promise.all(clones.map((clone) => ada.try(["push"], { in: clone })));
  const refused = results.filter(({ code }) => code !== 0);
  expect(refused).toHaveLength(3);
  for (const { stderr } of refused)
    expect(stderr).toMatch(
      /fetch first|non-fast-forward|failed to update ref|cannot lock ref|incorrect old value/,
    );
  for (const clone of clones) {
    await ada.git(["pull", "--quiet", "--rebase"], { in: clone });
    await ada.git(["push", "--quiet"], { in: clone });
  }
  const commits = (await (await hub.request(`/api/models/${id}/commits/main`)).json()) as unknown[];
  expect(commits).toHaveLength(5);
});

test("files of the repository's folder are not served", async () => {
  const { url } = await newRepo();
  for (const path of [
    "/HEAD",
    "/config",
    "/objects/info/packs",
    "/hub.json",
    "/info/refs",
    "/info/refs?service=git-upload-archive",
  ])
    for (const address of [url, `${url}.git`]) {
      const answer = await fetch(address + path);
      expect([403, 404]).toContain(answer.status);
      expect(await answer.text()).not.toMatch(/ref: refs|\[core\]|private/);
    }
});

test("a push waits for no lock of a writer that died", async () => {
  const { id, url } = await newRepo();
  await ada.git(["clone", "--quiet", url, "locked"]);
  const pushed = await commit(ada, "locked", "a.txt", "a");
  const lock = join(hub.folder, "repositories/models", `${id}.git`, "refs/heads/main.lock");
  await writeFile(lock, "");
  await utimes(lock, 1, 1);
  await ada.git(["push", "--quiet"], { in: "locked" });
  expect((await (await hub.request(`/api/models/${id}`)).json()) as object).toMatchObject({ sha: pushed });
});

test("where the check of a push fails, whoever runs the Hub learns why, and nobody a secret", async () => {
  const { id, url } = await newRepo();
  await ada.git(["clone", "--quiet", url, "unchecked"]);
  await commit(ada, "unchecked", "a.txt", "a");
  const incoming = join(hub.folder, "objects/incoming");
  await rm(incoming, { recursive: true });
  await writeFile(incoming, "no folder");
  const { code, stderr } = await ada.try(["push"], { in: "unchecked" });
  await rm(incoming);
  expect(code).not.toBe(0);
  expect(stderr).toContain("the Hub could not check what was pushed");
  expect(stderr).not.toContain(hub.folder);
  const [error] = hub.errors.splice(0) as Error[];
  expect(error).toMatchObject({ name: "PushCheckError" });
  expect(error?.message).toContain(`cannot check a push to ${id}: Error: EEXIST`);
  expect(error?.message).not.toContain(hub.hub.token);
  await ada.git(["push", "--quiet"], { in: "unchecked" });
});
