import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gitObjectId, HubServer, sha256 } from "../test/hub-server.ts";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { type DownloadFileOptions, downloadFile } from "./download-file.ts";
import {
  EntryNotFoundError,
  ForbiddenError,
  GatedRepoError,
  type HubApiError,
  HubConnectionError,
  IntegrityError,
  InvalidNameError,
  InvalidResponseError,
  LocalEntryNotFoundError,
  RepositoryNotFoundError,
  RevisionNotFoundError,
  UnauthorizedError,
} from "./errors.ts";

const repo = "course/tiny";
const weights = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251));
const config = '{"model_type":"bert"}';
let hub: HubServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let commit: string;

beforeEach(async () => {
  hub = await HubServer.start();
  folder = await temporaryFolder();
  commit = hub.commit(repo, { "config.json": config, "onnx/model.onnx": weights, "empty.txt": "" });
  vi.stubEnv("HF_HUB_OFFLINE", "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const download = (options: Partial<DownloadFileOptions> = {}) =>
  downloadFile({
    repo,
    path: "onnx/model.onnx",
    endpoint: hub.endpoint,
    cacheDir: folder.path,
    token: null,
    retryDelay: 1,
    ...options,
  });
const inRepo = (...parts: string[]) => join(folder.path, "models--course--tiny", ...parts);
const blobs = async () => (existsSync(inRepo("blobs")) ? readdir(inRepo("blobs")) : []);

describe("the cache", () => {
  it("holds blobs by etag, snapshots by commit and refs by branch", async () => {
    const large = await download();
    const small = await download({ path: "config.json" });
    expect(isAbsolute(large)).toBe(true);
    expect(large).toBe(inRepo("snapshots", commit, "onnx", "model.onnx"));
    expect(await readFile(large)).toEqual(weights);
    expect(await readFile(small, "utf8")).toBe(config);
    expect((await blobs()).sort()).toEqual([sha256(weights), gitObjectId(Buffer.from(config))].sort());
    expect(await readFile(inRepo("refs", "main"), "utf8")).toBe(commit);
  });

  it.skipIf(process.platform === "win32")("links relatively (skipped: Windows may copy)", async () => {
    expect(await readlink(await download())).toBe(join("..", "..", "..", "blobs", sha256(weights)));
  });

  it("keeps an empty file, and one with odd characters", async () => {
    hub.commit(repo, { "empty.txt": "", "a b/é#%.txt": "odd" });
    expect(await readFile(await download({ path: "empty.txt" }), "utf8")).toBe("");
    expect(await readFile(await download({ path: "a b/é#%.txt" }), "utf8")).toBe("odd");
  });

  it("asks nothing for a commit it has, and no content for a branch it has", async () => {
    await download();
    const before = hub.seen.length;
    await download({ revision: commit });
    expect(hub.seen.length).toBe(before);
    await download();
    expect(hub.seen.slice(before).map(({ method }) => method)).toEqual(["HEAD"]);
  });

  it("stores content that two commits share once", async () => {
    await download();
    const next = hub.commit(repo, { "onnx/model.onnx": weights, "config.json": "{}" });
    const path = await download();
    expect(path).toContain(next);
    expect(hub.contentRequests().filter(({ host }) => host === "cdn")).toHaveLength(1);
    expect(await readFile(inRepo("refs", "main"), "utf8")).toBe(next);
  });

  it("nests a revision with slashes, and separates datasets from models", async () => {
    hub.commit("course/data", { "train.csv": "a,b" }, { type: "dataset", branch: "refs/convert/parquet" });
    const path = await download({
      repo: "course/data",
      repoType: "dataset",
      revision: "refs/convert/parquet",
      path: "train.csv",
    });
    expect(await readFile(path, "utf8")).toBe("a,b");
    const ref = join(folder.path, "datasets--course--data", "refs", "refs", "convert", "parquet");
    expect(path).toContain(await readFile(ref, "utf8"));
  });

  it("downloads again over a blob of the wrong size that something else left", async () => {
    await mkdir(inRepo("blobs"), { recursive: true });
    await writeFile(inRepo("blobs", sha256(weights)), "short");
    expect(await readFile(await download())).toEqual(weights);
  });
});

describe("without the network", () => {
  it("gives what the cache has", async () => {
    const path = await download();
    const before = hub.seen.length;
    expect(await download({ localFilesOnly: true })).toBe(path);
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    expect(await download()).toBe(path);
    await expect(download({ path: "config.json" })).rejects.toThrow(LocalEntryNotFoundError);
    await expect(download({ revision: "other" })).rejects.toThrow(LocalEntryNotFoundError);
    expect(hub.seen.length).toBe(before);
  });

  it("falls back to the last known file of a branch when the Hub cannot be reached, and says so otherwise", async () => {
    const path = await download();
    const unreachable = { endpoint: "http://127.0.0.1:9", retries: 0 };
    expect(await download(unreachable)).toBe(path);
    await expect(download({ ...unreachable, path: "config.json" })).rejects.toThrow(HubConnectionError);
  });
});

describe("errors", () => {
  it("are typed, with status, url, request id and repo", async () => {
    hub.commit("course/gated", { "a.txt": "a" }, { gated: true });
    await expect(download({ path: "none.txt" })).rejects.toThrow(EntryNotFoundError);
    await expect(download({ revision: "none" })).rejects.toThrow(RevisionNotFoundError);
    await expect(download({ repo: "course/gated", path: "a.txt" })).rejects.toThrow(GatedRepoError);
    await expect(download({ repo: "course/none" })).rejects.toMatchObject({
      constructor: RepositoryNotFoundError,
      statusCode: 401,
      url: `${hub.endpoint}/course/none/resolve/main/onnx/model.onnx`,
      requestId: "request-1",
      repo: "course/none",
    });
    hub.faults.head.push({ kind: "status", status: 401 }, { kind: "status", status: 403 });
    await expect(download({ path: "config.json" })).rejects.toThrow(UnauthorizedError);
    await expect(download({ path: "config.json" })).rejects.toThrow(ForbiddenError);
  });

  it("reads a private repository with a token only", async () => {
    hub.commit("course/private", { "a.txt": "secret" }, { isPrivate: true });
    const options = { repo: "course/private", path: "a.txt" };
    await expect(download(options)).rejects.toThrow(RepositoryNotFoundError);
    expect(await readFile(await download({ ...options, token: hub.token }), "utf8")).toBe("secret");
  });

  it.each([
    { headers: { "x-repo-commit": "../../etc" }, error: InvalidResponseError },
    { headers: { etag: "" }, error: InvalidResponseError },
    { headers: { etag: '"../../../evil"' }, error: InvalidNameError },
    { headers: { etag: '"a.incomplete"' }, error: InvalidNameError },
  ])("refuses an answer with $headers", async ({ headers, error }) => {
    const base = { "x-repo-commit": commit, etag: '"abc"', "content-length": "3" };
    hub.faults.head.push({ kind: "status", status: 200, headers: { ...base, ...headers } });
    await expect(download({ path: "config.json" })).rejects.toThrow(error);
    expect(await readdir(folder.path)).not.toContain("evil");
  });

  it.each(["../up", "/etc/passwd", "a//b", "./a", "C:/x", "C:x", "a\\b", "a/../../b", "a\0b", ""])(
    "refuses the path %j before any request",
    async (path) => {
      await expect(download({ path })).rejects.toThrow(InvalidNameError);
      await expect(download({ revision: path })).rejects.toThrow(InvalidNameError);
      expect(hub.seen).toEqual([]);
    },
  );

  it.each(["a/b/c", "../x", "a--b", "a/..", "", "a b"])("refuses the repository id %j", async (id) => {
    await expect(download({ repo: id })).rejects.toThrow(InvalidNameError);
  });
});

describe("the token", () => {
  it("goes to the endpoint and never to the host it redirects to", async () => {
    await download({ token: hub.token });
    const cdn = hub.seen.filter(({ host }) => host === "cdn");
    const home = hub.seen.filter(({ host }) => host === "hub");
    expect(cdn.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(new Set(home.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${hub.token}`]));
  });

  it("does not come back after a redirect away and home again", async () => {
    await using other = await HubServer.start();
    hub.faults.content.push({ kind: "redirect", location: `${other.endpoint}/x/y/resolve/main/z` });
    other.commit("x/y", { z: "z" });
    other.faults.content.push({
      kind: "redirect",
      location: `${hub.endpoint}/${repo}/resolve/main/config.json`,
    });
    await download({ path: "config.json", token: hub.token });
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(hub.seen.at(-1)?.authorization).toBe(undefined);
  });

  it("is in no error, whatever fails", async () => {
    const { token } = hub;
    const echo = { "x-error-message": `bad token ${token}` };
    hub.faults.head.push({ kind: "status", status: 403, headers: echo });
    hub.faults.content.push({ kind: "status", status: 404, headers: echo });
    const failures = [
      await download({ token, path: "config.json" }).catch((error: unknown) => error),
      await download({ token }).catch((error: unknown) => error),
      await download({ token, endpoint: "http://127.0.0.1:9", retries: 0 }).catch((error: unknown) => error),
      await download({ token: `${token}\nx` }).catch((error: unknown) => error),
      await download({ endpoint: `http://ada:${token}@127.0.0.1:9` }).catch((error: unknown) => error),
    ];
    for (const error of failures) {
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 9, showHidden: true }) + (error as Error).stack).not.toContain(token);
    }
    expect((failures[0] as Error).message).toContain("bad token ***");
  });

  it("of a CDN address, its signature, is in no error either", async () => {
    hub.faults.content.push({
      kind: "redirect",
      location: `${hub.cdn}/lfs/none?X-Signature=secret-signature`,
    });
    const error = await download().catch((failure: HubApiError) => failure);
    expect(error).toMatchObject({ statusCode: 404, url: `${hub.cdn}/lfs/none` });
    expect(String(error)).not.toContain("secret-signature");
  });
});

describe("a download that goes wrong", () => {
  it("goes on with Range after each broken connection, however many", async () => {
    hub.faults.content.push(
      ...Array.from({ length: 4 }, () => ({ kind: "break", afterBytes: 20_000 }) as const),
    );
    const loaded: number[] = [];
    const path = await download({ retries: 1, onProgress: ({ loadedBytes }) => loaded.push(loadedBytes) });
    expect(await readFile(path)).toEqual(weights);
    const ranges = hub.seen.filter(({ host }) => host === "cdn").map(({ range }) => range);
    expect(ranges).toEqual([
      undefined,
      ...[20_000, 40_000, 60_000, 80_000].map((start) => `bytes=${start}-`),
    ]);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  it("gives up after the retries, keeps the part, and a later call goes on from it", async () => {
    hub.faults.content.push({ kind: "break", afterBytes: 50_000 }, { kind: "status", status: 502 });
    await expect(download({ retries: 1 })).rejects.toMatchObject({ statusCode: 502 });
    expect(await blobs()).toEqual([`${sha256(weights)}.incomplete`]);
    expect(await readFile(await download())).toEqual(weights);
    expect(hub.contentRequests().at(-1)?.range).toBe("bytes=50000-");
    expect(await blobs()).toEqual([sha256(weights)]);
  });

  it("starts over when the server ignores Range", async () => {
    hub.faults.content.push({ kind: "break", afterBytes: 50_000 }, { kind: "no-range" });
    expect(await readFile(await download())).toEqual(weights);
  });

  it("asks for the rest of a truncated body, and gives up when none comes", async () => {
    hub.faults.content.push({ kind: "truncate", afterBytes: 70_000 });
    expect(await readFile(await download())).toEqual(weights);
    const other = Buffer.from(weights).reverse();
    hub.commit(repo, { "onnx/model.onnx": other });
    hub.faults.content.push({ kind: "truncate", afterBytes: 10 }, { kind: "truncate", afterBytes: 0 });
    await expect(download({ retries: 1 })).rejects.toThrow(/10 of 100000 bytes/);
    expect(await blobs()).not.toContain(sha256(other));
  });

  it.each([
    ["large", "onnx/model.onnx", "sha256"],
    ["small", "config.json", "git-sha1"],
  ] as const)("keeps nothing of a %s file with the wrong hash", async (_, path, algorithm) => {
    hub.faults.content.push({ kind: "corrupt" });
    const error = await download({ path }).catch((failure: IntegrityError) => failure);
    expect(error).toBeInstanceOf(IntegrityError);
    expect(String(error)).toContain(algorithm);
    expect(await blobs()).toEqual([]);
    expect(existsSync(inRepo("snapshots"))).toBe(false);
  });

  it("keeps nothing of a body that is longer than announced", async () => {
    hub.faults.content.push({ kind: "excess" });
    await expect(download()).rejects.toThrow(IntegrityError);
    expect(await blobs()).toEqual([]);
  });

  it("starts over once from a part that an earlier run left wrong", async () => {
    await mkdir(inRepo("blobs"), { recursive: true });
    await writeFile(inRepo("blobs", `${sha256(weights)}.incomplete`), "not the beginning of it");
    expect(await readFile(await download())).toEqual(weights);
    expect(hub.contentRequests().filter(({ host }) => host === "cdn")).toHaveLength(2);
  });

  it("waits as long as Retry-After says, on 429 and 503", async () => {
    hub.faults.head.push({ kind: "status", status: 429, headers: { "retry-after": "0" } });
    hub.faults.content.push({
      kind: "status",
      status: 503,
      headers: { "retry-after": new Date(0).toUTCString() },
    });
    // The default delay would be over the test's time: only a Retry-After of nothing passes.
    expect(await readFile(await download({ retryDelay: 10_000_000, retries: 1 }))).toEqual(weights);
    hub.faults.head.push({ kind: "status", status: 429, headers: { "retry-after": "100000" } });
    await expect(download({ path: "config.json" })).rejects.toMatchObject({
      statusCode: 429,
      retryAfter: 100_000_000,
    });
  });

  it("counts a connection on which nothing comes as broken", async () => {
    hub.faults.content.push({ kind: "stall", afterBytes: 30_000 });
    expect(await readFile(await download({ timeout: 200 }))).toEqual(weights);
    expect(hub.contentRequests().at(-1)?.range).toBe("bytes=30000-");
  });

  it("refuses to leave http and https, and redirects without end", async () => {
    hub.faults.content.push({ kind: "redirect", location: "file:///etc/passwd" });
    await expect(download({ path: "config.json" })).rejects.toThrow(InvalidResponseError);
    const self = `${hub.endpoint}/${repo}/resolve/${commit}/config.json`;
    hub.faults.content.push(
      ...Array.from({ length: 20 }, () => ({ kind: "redirect", location: self }) as const),
    );
    await expect(download({ path: "config.json" })).rejects.toThrow(/redirects/);
  });

  it("stops at the signal, with its reason, and leaves a part to go on from", async () => {
    const controller = new AbortController();
    const reason = new Error("the learner changed their mind");
    hub.slowness = 5;
    const onProgress = ({ loadedBytes }: { loadedBytes: number }) => {
      if (loadedBytes > 20_000) controller.abort(reason);
    };
    await expect(download({ signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(await blobs()).toEqual([`${sha256(weights)}.incomplete`]);
    await expect(download({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readFile(await download())).toEqual(weights);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "leaves no blob when the disk is full (skipped: no /dev/full)",
    async () => {
      await mkdir(inRepo("blobs"), { recursive: true });
      await symlink("/dev/full", inRepo("blobs", `${sha256(weights)}.incomplete`));
      await expect(download()).rejects.toMatchObject({ code: "ENOSPC" });
      expect(await blobs()).toEqual([`${sha256(weights)}.incomplete`]);
      expect(existsSync(inRepo("snapshots"))).toBe(false);
    },
  );
});

it("two calls at once download once", async () => {
  hub.slowness = 5;
  const [first, second] = await Promise.all([download(), download()]);
  expect(first).toBe(second);
  expect(hub.contentRequests().filter(({ host }) => host === "cdn")).toHaveLength(1);
});
