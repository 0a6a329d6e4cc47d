import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HubServer } from "../test/hub-server.ts";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { HubApiError, InvalidNameError, LocalEntryNotFoundError, RevisionNotFoundError } from "./errors.ts";
import { type SnapshotDownloadOptions, snapshotDownload } from "./snapshot-download.ts";

let hub: HubServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const files = { "README.md": "# Tiny", "onnx/model.onnx": Buffer.alloc(50_000, 3), "a/b/c.json": "{}" };

beforeEach(async () => {
  hub = await HubServer.start();
  folder = await temporaryFolder();
});

afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const download = (options: Partial<SnapshotDownloadOptions> = {}) =>
  snapshotDownload({
    repo: "course/tiny",
    endpoint: hub.endpoint,
    cacheDir: folder.path,
    token: null,
    retryDelay: 1,
    localFilesOnly: false,
    ...options,
  });

async function namesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return names.map((name) => name.slice(path.length + 1).replaceAll("\\", "/")).sort();
}

describe("snapshotDownload", () => {
  it("gives the folder with every file, and asks for no content the second time", async () => {
    const commit = hub.commit("course/tiny", files);
    const path = await download();
    expect(path).toBe(join(folder.path, "models--course--tiny", "snapshots", commit));
    expect(await namesIn(path)).toEqual(Object.keys(files).sort());
    expect(await readFile(join(path, "a", "b", "c.json"), "utf8")).toBe("{}");
    const before = hub.contentRequests().length;
    expect(await download()).toBe(path);
    expect(hub.contentRequests().length).toBe(before);
    expect(await download({ localFilesOnly: true })).toBe(path);
  });

  it("takes patterns, and reports progress file by file", async () => {
    hub.commit("course/tiny", files);
    const done = new Map<string, number>();
    const path = await download({
      allowPatterns: ["*.json", "onnx/*"],
      ignorePatterns: ["a/*"],
      onProgress: ({ file, loadedBytes }) => done.set(file, loadedBytes),
    });
    expect(await namesIn(path)).toEqual(["onnx/model.onnx"]);
    expect([...done]).toEqual([["onnx/model.onnx", 50_000]]);
  });

  it("reads a file that changes meanwhile at the commit it began with", async () => {
    const commit = hub.commit("course/tiny", { "a.txt": "old" });
    const path = await download({ revision: "main" });
    hub.commit("course/tiny", { "a.txt": "new" });
    expect(await readFile(join(await download({ revision: commit }), "a.txt"), "utf8")).toBe("old");
    expect(await readFile(join(path, "a.txt"), "utf8")).toBe("old");
    expect(await readFile(join(await download(), "a.txt"), "utf8")).toBe("new");
  });

  it("writes nothing at all when a name of the listing is not safe", async () => {
    hub.commit("course/tiny", { "good.txt": "good", "../../evil.txt": "evil" });
    await expect(download()).rejects.toThrow(InvalidNameError);
    expect(await readdir(folder.path)).toEqual([]);
    expect(existsSync(join(folder.path, "..", "evil.txt"))).toBe(false);
  });

  it("stops at the first failure and throws it", async () => {
    hub.commit("course/tiny", Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.txt`, `${i}`])));
    hub.faults.head.push({ kind: "status", status: 404 });
    await expect(download({ maxWorkers: 2 })).rejects.toThrow(HubApiError);
    expect(hub.contentRequests().length).toBeLessThan(5);
  });

  it("says what is missing", async () => {
    hub.commit("course/tiny", files);
    await expect(download({ revision: "none" })).rejects.toThrow(RevisionNotFoundError);
    await expect(download({ localFilesOnly: true })).rejects.toThrow(LocalEntryNotFoundError);
    const reason = new Error("stop");
    await expect(download({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
