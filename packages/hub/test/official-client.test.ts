import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { downloadFileToCacheDir, snapshotDownload as officialSnapshot, scanCacheDir } from "@huggingface/hub";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { downloadFile } from "../src/download-file.ts";
import { snapshotDownload } from "../src/snapshot-download.ts";
import { HubServer } from "./hub-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

// The oracle is the official JavaScript client, which shares its cache with the Python one.
const repo = "course/tiny";
const files = {
  "README.md": "# Tiny",
  "config.json": '{"model_type":"bert"}',
  "onnx/model.onnx": Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 255)),
  "onnx/copy.onnx": Buffer.alloc(2_000, 1),
  "deep/er/empty.txt": "",
};

beforeEach(() => {
  vi.spyOn(console, "debug").mockImplementation(() => undefined);
});

/** What is in a cache: each file with its content, each link with its target. Locks are every client's own. */
async function shape(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const described = entries.map(async (entry): Promise<[string, string]> => {
    const path = join(entry.parentPath, entry.name);
    const what = entry.isSymbolicLink()
      ? `-> ${await readlink(path)}`
      : entry.isDirectory()
        ? "folder"
        : await readFile(path, "base64");
    return [path.slice(folder.length + 1), what];
  });
  const all = await Promise.all(described);
  return Object.fromEntries(all.filter(([path]) => !path.startsWith(".locks")).sort());
}

async function setup() {
  const hub = await HubServer.start();
  const [ours, theirs] = [await temporaryFolder(), await temporaryFolder()];
  const commit = hub.commit(repo, files);
  return {
    hub,
    commit,
    ours: { repo, endpoint: hub.endpoint, cacheDir: ours.path, token: null, localFilesOnly: false },
    theirs: { repo, hubUrl: hub.endpoint, cacheDir: theirs.path },
    async [Symbol.asyncDispose]() {
      for (const one of [hub, ours, theirs]) await one[Symbol.asyncDispose]();
    },
  };
}

describe("the cache and the official client's", () => {
  it("are identical after a snapshot", async () => {
    await using context = await setup();
    const ours = await snapshotDownload(context.ours);
    const theirs = await officialSnapshot(context.theirs);
    expect(await shape(context.ours.cacheDir)).toEqual(await shape(context.theirs.cacheDir));
    expect(ours.slice(context.ours.cacheDir.length)).toBe(theirs.slice(context.theirs.cacheDir.length));
  });

  it("are identical after one file of a commit", async () => {
    await using context = await setup();
    for (const path of ["onnx/model.onnx", "config.json"]) {
      await downloadFile({ ...context.ours, path, revision: context.commit });
      await downloadFileToCacheDir({ ...context.theirs, path, revision: context.commit });
    }
    expect(await shape(context.ours.cacheDir)).toEqual(await shape(context.theirs.cacheDir));
  });

  it("serve us without a request for content when the official client filled it", async () => {
    await using context = await setup();
    await officialSnapshot(context.theirs);
    const before = context.hub.contentRequests().length;
    await snapshotDownload({ ...context.ours, cacheDir: context.theirs.cacheDir });
    await downloadFile({ ...context.ours, cacheDir: context.theirs.cacheDir, path: "config.json" });
    // A new commit with the same content: the blobs are found by their etags.
    context.hub.commit(repo, { ...files, "config.json": "{}" });
    await downloadFile({ ...context.ours, cacheDir: context.theirs.cacheDir, path: "onnx/model.onnx" });
    expect(context.hub.contentRequests().length).toBe(before);
  });

  it("serve the official client without a request for content when we filled it", async () => {
    await using context = await setup();
    await snapshotDownload(context.ours);
    const before = context.hub.contentRequests().length;
    await officialSnapshot({ ...context.theirs, cacheDir: context.ours.cacheDir });
    context.hub.commit(repo, { ...files, "config.json": "{}" });
    const path = "onnx/model.onnx";
    await downloadFileToCacheDir({ ...context.theirs, cacheDir: context.ours.cacheDir, path });
    expect(context.hub.contentRequests().length).toBe(before);
  });

  it("are read alike by the official scan", async () => {
    await using context = await setup();
    await snapshotDownload(context.ours);
    await officialSnapshot(context.theirs);
    const scans = await Promise.all(
      [context.ours, context.theirs].map(({ cacheDir }) => scanCacheDir(cacheDir)),
    );
    const [ours, theirs] = scans.map(({ repos, warnings }) => ({
      warnings,
      repos: repos.map(({ id, size, filesCount, revisions }) => ({
        ...{ id, size, filesCount },
        revisions: revisions.map(({ commitOid, refs }) => ({ commitOid, refs })),
      })),
    }));
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({
      warnings: [],
      repos: [{ id: { name: repo }, revisions: [{ commitOid: context.commit, refs: ["main"] }] }],
    });
  });
});
