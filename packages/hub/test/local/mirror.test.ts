import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createBranch, downloadFile, listFiles, uploadFile, uploadFiles } from "@huggingface/hub";
import { afterAll, beforeAll, expect, test } from "vitest";
import { downloadFile as downloadToCache } from "../../src/index.ts";
import { startLocalHub } from "../../src/local/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { gitClient, noLfs } from "./git-client.ts";
import { collect, type RunningHub, runningHub, seededBytes } from "./running-hub.ts";
import { upstreamProxy } from "./upstream-proxy.ts";

/** The Hub that is mirrored, and what stands between: it counts, breaks off, or changes what goes through. */
let upstream: RunningHub;
let proxy: Awaited<ReturnType<typeof upstreamProxy>>;
const weights = seededBytes(3_000_000, 7);
beforeAll(async () => {
  upstream = await runningHub({ user: "grace" });
  proxy = await upstreamProxy(upstream.url);
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const mirrorOf = (options: { token?: string; freshFor?: number } = {}) => ({
  endpoint: proxy.url,
  freshFor: 0,
  ...options,
});

let count = 0;
async function upstreamRepo(options: { private?: boolean } = {}) {
  const { service } = upstream.hub;
  const viewer = service.viewerOf(upstream.hub.token);
  const { id } = await service.create(viewer, { type: "model", name: `model-${++count}`, ...options });
  await uploadFiles({
    ...upstream.ada,
    repo: id,
    files: [
      { path: "config.json", content: new Blob(['{"model_type":"bert"}']) },
      { path: "onnx/model.onnx", content: new Blob([weights]) },
    ],
  });
  return { id, sha: service.index.get("model", id)?.sha ?? "" };
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test("what is not here comes once, and stays where there is no network", async () => {
  const { id, sha } = await upstreamRepo();
  await using folder = await temporaryFolder();
  const start = () => startLocalHub({ folder: folder.path, user: "ada", mirror: mirrorOf() });
  {
    await using hub = await start();
    const files = await collect(listFiles({ repo: id, recursive: true, hubUrl: hub.url }));
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["config.json", "onnx/model.onnx"]));
    const info = (await (await fetch(`${hub.url}/api/models/${id}`)).json()) as {
      sha: string;
      tags: string[];
    };
    expect(info).toMatchObject({ sha, tags: expect.arrayContaining(["bert"]) });
    for (let round = 0; round < 2; round++) {
      const blob = await downloadFile({ repo: id, path: "onnx/model.onnx", hubUrl: hub.url });
      expect(Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer()).equals(weights)).toBe(true);
    }
    expect(proxy.gets(`/${id}/resolve/${sha}/onnx/model.onnx`)).toBe(1);
  }
  proxy.mode = "down";
  await using hub = await start();
  for (const revision of ["main", sha]) {
    const answer = await fetch(`${hub.url}/${id}/resolve/${revision}/onnx/model.onnx`);
    expect(answer.headers.get("x-repo-commit")).toBe(sha);
    expect((await bytesOf(answer)).equals(weights)).toBe(true);
  }
  const missing = await fetch(`${hub.url}/api/models/grace/other`);
  expect([missing.status, missing.headers.get("x-error-code")]).toEqual([503, "Unavailable"]);
  proxy.mode = "through";
});

test("everybody who waits for a file shares one download, and our client's cache has the commit", async () => {
  const { id, sha } = await upstreamRepo();
  await using hub = await runningHub({ mirror: mirrorOf() });
  const address = `${hub.url}/${id}/resolve/main/onnx/model.onnx`;
  const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(address).then(bytesOf)));
  expect(answers.every((answer) => answer.equals(weights))).toBe(true);
  expect(proxy.gets(`/${id}/resolve/${sha}/onnx/model.onnx`)).toBe(1);
  const part = await fetch(address, { headers: { range: "bytes=1000-1999" } });
  expect((await bytesOf(part)).equals(weights.subarray(1000, 2000))).toBe(true);
  await using cache = await temporaryFolder();
  const path = await downloadToCache({
    ...{ repo: id, path: "onnx/model.onnx", endpoint: hub.url, cacheDir: cache.path, token: null },
  });
  expect(path).toContain(join("snapshots", sha));
  expect((await readFile(path)).equals(weights)).toBe(true);
});

test("a branch is looked at again, a pinned commit stays, and other branches come when asked for", async () => {
  const { id, sha } = await upstreamRepo();
  await using hub = await runningHub({ mirror: mirrorOf() });
  const read = async (revision: string) =>
    (await fetch(`${hub.url}/${id}/resolve/${encodeURIComponent(revision)}/config.json`)).text();
  expect(await read("main")).toBe('{"model_type":"bert"}');
  await uploadFile({ ...upstream.ada, repo: id, file: { path: "config.json", content: new Blob(["{}"]) } });
  await createBranch({ ...upstream.ada, repo: id, branch: "refs-like/old", revision: sha });
  expect(await read("main")).toBe("{}");
  expect(await read(sha)).toBe('{"model_type":"bert"}');
  expect(await read("refs-like/old")).toBe('{"model_type":"bert"}');
  const unknown = await fetch(`${hub.url}/${id}/resolve/nowhere/config.json`);
  expect([unknown.status, unknown.headers.get("x-error-code")]).toEqual([404, "RevisionNotFound"]);
});

test("a commit that is on no branch any more comes by its id", async () => {
  const { id, sha } = await upstreamRepo();
  await uploadFile({ ...upstream.ada, repo: id, file: { path: "config.json", content: new Blob(["{}"]) } });
  await using hub = await runningHub({ mirror: mirrorOf() });
  for (const revision of [sha, sha.slice(0, 10)]) {
    const answer = await fetch(`${hub.url}/${id}/resolve/${revision}/config.json`);
    expect(await answer.text()).toBe('{"model_type":"bert"}');
    expect(answer.headers.get("x-repo-commit")).toBe(sha);
  }
});

test("a download that breaks off goes on, and wrong bytes are given to nobody", async () => {
  const { id, sha } = await upstreamRepo();
  const address = `/${id}/resolve/main/onnx/model.onnx`;
  await using hub = await runningHub({ mirror: mirrorOf() });
  proxy.mode = "breaks";
  const whole = await fetch(hub.url + address).then(bytesOf);
  expect(whole.equals(weights)).toBe(true);
  expect(proxy.gets(`/${id}/resolve/${sha}/onnx/model.onnx`)).toBeGreaterThan(1);

  const { id: other } = await upstreamRepo();
  proxy.mode = "corrupts";
  const wrong = await fetch(`${hub.url}/${other}/resolve/main/onnx/model.onnx`)
    .then(bytesOf)
    .then(
      ({ length }) => length,
      () => "broken off",
    );
  expect(wrong).toBe("broken off");
  proxy.mode = "through";
  const right = await fetch(`${hub.url}/${other}/resolve/main/onnx/model.onnx`).then(bytesOf);
  expect(right.equals(weights)).toBe(true);
  expect(
    (await readdir(join(hub.folder, "mirror"), { recursive: true })).filter((name) =>
      /[0-9a-f]{64}/.test(name),
    ),
  ).toEqual([]);
  // What the server could not tell its client, since the answer had begun.
  hub.errors.splice(0);
});

test("what is private there is for those who are signed in here, and comes with the mirror's token only", async () => {
  const { id } = await upstreamRepo({ private: true });
  await using without = await runningHub({ mirror: mirrorOf() });
  expect((await without.request(`/api/models/${id}`)).status).toBe(404);
  await using hub = await runningHub({ mirror: mirrorOf({ token: upstream.hub.token }) });
  const status = async (token: string) =>
    (await hub.request(`/${id}/resolve/main/config.json`, { token })).status;
  expect(await status("")).toBe(404);
  // Nothing was copied for a stranger.
  expect(hub.hub.service.index.get("model", id)).toBeUndefined();
  expect(await status(hub.as("alan", "read").accessToken)).toBe(200);
  expect(await status("")).toBe(404);
  const listed = (await (await hub.request("/api/models", { token: "" })).json()) as { id: string }[];
  expect(listed.map((model) => model.id)).not.toContain(id);
  // The token went to the endpoint as a header, and is in no file.
  for (const name of await readdir(hub.folder, { recursive: true })) {
    const path = join(hub.folder, name);
    if ((await stat(path)).isFile()) expect((await readFile(path)).includes(upstream.hub.token)).toBe(false);
  }
});

test("a copy cannot be changed, and nothing is ever written to where it comes from", async () => {
  const { id, sha } = await upstreamRepo();
  await using hub = await runningHub({ mirror: mirrorOf({ token: upstream.hub.token }) });
  await fetch(`${hub.url}/api/models/${id}`);
  const file = { path: "x", content: new Blob(["x"]) };
  await expect(uploadFile({ ...hub.ada, repo: id, file })).rejects.toMatchObject({ statusCode: 403 });
  // Also for who has its owner's name here.
  await expect(uploadFile({ ...hub.as("grace"), repo: id, file })).rejects.toMatchObject({ statusCode: 403 });
  const json = { type: "model", name: id.split("/")[1], organization: "grace" };
  expect(
    (await hub.request("/api/repos/delete", { method: "DELETE", json, token: hub.as("grace").accessToken }))
      .status,
  ).toBe(403);
  expect(upstream.hub.service.index.get("model", id)?.sha).toBe(sha);
  expect(proxy.writes).toEqual([]);
});

test("names of accounts here, other sites' pages, and what is not there are not asked for again and again", async () => {
  const { id } = await upstreamRepo();
  await using hub = await runningHub({ mirror: mirrorOf({ freshFor: 60_000 }) });
  const before = proxy.requests.length;
  expect((await fetch(`${hub.url}/api/models/ada/nothing`)).status).toBe(404);
  const foreign = { headers: { "sec-fetch-site": "cross-site" } };
  expect((await fetch(`${hub.url}/${id}/resolve/main/config.json`, foreign)).status).toBe(404);
  for (const path of ["/api/models/..%2f..%2fx/y", "/settings/tokens", "/lfs/models/x/y/z", "/api/whoami-v2"])
    await fetch(hub.url + path);
  expect(proxy.requests.length).toBe(before);
  for (let round = 0; round < 3; round++)
    expect((await fetch(`${hub.url}/api/models/no/such`)).status).toBe(404);
  expect(proxy.requests.length).toBe(before + 1);
});

test("an old name leads to today's, also without a network", async () => {
  const { id } = await upstreamRepo();
  proxy.renamed = { from: "old-model", to: id };
  await using hub = await runningHub({ mirror: mirrorOf() });
  const read = () => fetch(`${hub.url}/old-model/resolve/main/config.json`);
  const answer = await read();
  expect(new URL(answer.url).pathname).toBe(`/${id}/resolve/main/config.json`);
  expect(await answer.text()).toContain("bert");
  proxy.mode = "down";
  expect(await (await read()).text()).toContain("bert");
  proxy.mode = "through";
});

test.skipIf(noLfs)(`plain git clones a copy, with its large files${noLfs}`, async () => {
  const { id, sha } = await upstreamRepo();
  await using hub = await runningHub({ mirror: mirrorOf() });
  await using client = await gitClient();
  await client.git(["lfs", "install", "--skip-repo"]);
  await client.git(["clone", "--quiet", `${hub.url}/${id}`, "copy"]);
  expect(await client.git(["rev-parse", "HEAD"], { in: "copy" })).toBe(sha);
  expect((await readFile(join(client.folder, "copy/onnx/model.onnx"))).equals(weights)).toBe(true);
});
