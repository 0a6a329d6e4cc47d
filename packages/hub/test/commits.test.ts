import { mkdir, open, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as official from "@huggingface/hub";
import { describe, expect, it } from "vitest";
import * as hub from "../src/index.ts";
import { allOf, localHub } from "./local-hub.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const repo = "ada/model";

async function setup() {
  const [context, folder] = [await localHub(), await temporaryFolder()];
  await hub.createRepo({ repo });
  const credentials = { repo, hubUrl: context.endpoint, accessToken: context.hub.token };
  return {
    ...{ ...context, folder: folder.path },
    /** The content of every file, as the official client downloads it. */
    async files(revision = "main"): Promise<Record<string, string>> {
      const content: Record<string, string> = {};
      for await (const { path, type } of official.listFiles({ ...credentials, revision, recursive: true })) {
        if (type !== "file" || path === ".gitattributes") continue;
        content[path] =
          (await (await official.downloadFile({ ...credentials, revision, path }))?.text()) ?? "";
      }
      return content;
    },
    async [Symbol.asyncDispose]() {
      await context[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function write(folder: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Bytes that are no text, and so a large file to the Hub. */
function large(size: number, seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) % 251));
}

const puts = (answered: { method: string; status: number | undefined }[]) =>
  answered.filter(({ method, status }) => method === "PUT" && (status ?? 500) < 300).length;

describe("uploadFolder", () => {
  it("uploads files small and large, with folders, patterns and links to files", async () => {
    await using context = await setup();
    await using elsewhere = await temporaryFolder();
    await write(elsewhere.path, { blob: "linked", "sub/secret": "no" });
    await write(context.folder, {
      ...{ "config.json": "{}", "onnx/model.onnx": large(200_000, 1), "empty.txt": "" },
      ...{ "checkpoint-5/optimizer.bin": "no", ".git/config": "no", ".cache/huggingface/x": "no" },
      "notes.tmp": "no",
    });
    await symlink(join(elsewhere.path, "blob"), join(context.folder, "link.txt"));
    await symlink(join(elsewhere.path, "sub"), join(context.folder, "linked-folder"));
    const { oid, url } = await hub.uploadFolder({
      ...{ repo, folder: context.folder, ignorePatterns: ["checkpoint-*", "*.tmp"] },
    });
    expect(await context.files()).toEqual({
      ...{ "config.json": "{}", "empty.txt": "", "link.txt": "linked" },
      "onnx/model.onnx": large(200_000, 1).toString(),
    });
    expect(oid).toBe((await hub.repoInfo({ repo })).sha);
    expect(url).toContain(oid);
    await hub.uploadFolder({
      ...{ repo, folder: context.folder, path: "copy/here", allowPatterns: ["*.json"] },
    });
    expect(Object.keys(await context.files())).toContain("copy/here/config.json");
  });

  it("deletes what patterns match and the folder has no more", async () => {
    await using context = await setup();
    await write(context.folder, { "a.txt": "1", "b.txt": "1" });
    await hub.uploadFiles({
      repo,
      files: [
        { path: "data/a.txt", content: "0" },
        { path: "data/c.txt", content: "0" },
        { path: "data/keep.bin", content: "0" },
        { path: "c.txt", content: "0" },
      ],
    });
    const before = (await hub.repoInfo({ repo })).sha;
    await hub.uploadFolder({ ...{ repo, folder: context.folder, path: "data", deletePatterns: ["*.txt"] } });
    const keep = { "data/keep.bin": "0", "c.txt": "0" };
    expect(await context.files()).toEqual({ "data/a.txt": "1", "data/b.txt": "1", ...keep });
    const [, parent] = await allOf(hub.listRepoCommits({ repo }));
    expect(parent?.id).toBe(before);
  });

  it("tells of bytes that only grow, up to all of them", async () => {
    await using context = await setup();
    const files = { "a.bin": large(300_000, 1), "b.bin": large(200_000, 2), "c.txt": "small" };
    await write(context.folder, files);
    const seen: hub.UploadProgress[] = [];
    await hub.uploadFolder({ repo, folder: context.folder, onProgress: (each) => seen.push(each) });
    const loaded = seen.map(({ loadedBytes }) => loadedBytes);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
    expect(new Set(seen.map(({ totalBytes }) => totalBytes))).toEqual(new Set([500_005]));
    expect(seen.at(-1)).toEqual({
      ...{ phase: "committing", file: undefined, loadedBytes: 500_005, totalBytes: 500_005 },
    });
    // More than one step for a file, or a bar would jump.
    expect(
      seen.filter(({ phase, file }) => phase === "uploading" && file === "a.bin").length,
    ).toBeGreaterThan(2);
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(["hashing", "uploading", "committing"]));
  });

  it("goes on after it broke off, without sending a large file twice", async () => {
    await using context = await setup();
    const files = { "a.bin": large(2_000, 1), "b.bin": large(2_000, 2), "c.bin": large(2_000, 3) };
    await write(context.folder, files);
    const options = { repo, folder: context.folder };
    const abort = new AbortController();
    const stop = ({ phase }: hub.UploadProgress) => {
      if (phase === "committing") abort.abort(new Error("enough"));
    };
    const stopped = hub.uploadFolder({ ...options, signal: abort.signal, onProgress: stop });
    await expect(stopped).rejects.toThrow("enough");
    expect(await context.files()).toEqual({});
    expect(puts(context.answered)).toBe(3);
    await hub.uploadFolder(options);
    expect(puts(context.answered)).toBe(3);
    expect(Object.keys(await context.files())).toEqual(Object.keys(files));
  });

  it("holds little of a large file in memory", async () => {
    await using context = await setup();
    const file = join(context.folder, "large.bin");
    await using handle = await open(file, "w");
    await handle.truncate(256 * 2 ** 20);
    // What is not collected yet counts, too; the whole file would be 256 MiB.
    let peak = 0;
    const onProgress = () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    };
    await hub.uploadFile({ repo, path: "large.bin", file, onProgress });
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(160 * 2 ** 20);
  });

  it("refuses a folder of which nothing is left, before it asks the Hub", async () => {
    await using context = await setup();
    await write(context.folder, { "a.txt": "1" });
    const asked = context.answered.length;
    const nothing = hub.uploadFolder({ ...{ repo, folder: context.folder, allowPatterns: ["*.bin"] } });
    await expect(nothing).rejects.toMatchObject({ name: "InvalidSettingError" });
    expect(context.answered.length).toBe(asked);
  });
});

describe("createCommit", () => {
  it("makes several kinds of changes at once, and copies large files without their bytes", async () => {
    await using context = await setup();
    await hub.uploadFiles({
      repo,
      files: [
        { path: "big.bin", content: large(9_000, 4) },
        { path: "small.txt", content: "small" },
        { path: "old.txt", content: "old" },
        { path: "folder/a", content: "a" },
        { path: "folder/b/c", content: "c" },
      ],
    });
    const sent = puts(context.answered);
    await hub.createCommit({
      repo,
      operations: [
        { kind: "copy", from: "big.bin", path: "copies/big.bin" },
        { kind: "copy", from: "small.txt", path: "copies/small.txt" },
        { kind: "delete", path: "old.txt" },
        { kind: "deleteFolder", path: "folder" },
        { kind: "add", path: "new.txt", content: "new" },
      ],
    });
    expect(puts(context.answered)).toBe(sent);
    const big = large(9_000, 4).toString();
    expect(await context.files()).toEqual({
      ...{ "big.bin": big, "copies/big.bin": big },
      ...{ "small.txt": "small", "copies/small.txt": "small", "new.txt": "new" },
    });
    const commits = await allOf(hub.listRepoCommits({ repo }));
    expect(commits).toHaveLength(3);
  });

  it("copies from another revision, and tells of a file that is not there", async () => {
    await using context = await setup();
    const { oid } = await hub.uploadFile({ repo, path: "a.txt", content: "before" });
    await hub.uploadFile({ repo, path: "a.txt", content: "after" });
    await hub.copyFile({ repo, from: "a.txt", fromRevision: oid, path: "old.txt" });
    expect(await context.files()).toEqual({ "a.txt": "after", "old.txt": "before" });
    for (const from of ["lost.txt", ".."]) {
      const name = from === ".." ? "InvalidNameError" : "EntryNotFoundError";
      await expect(hub.copyFile({ repo, from, path: "x" })).rejects.toMatchObject({ name });
    }
  });

  it("changes nothing where the branch has a newer commit than its parent", async () => {
    await using context = await setup();
    const first = await hub.uploadFile({ repo, path: "a.txt", content: "1" });
    const second = await hub.uploadFile({ repo, path: "a.txt", content: "2", parentCommit: first.oid });
    const stale = hub.uploadFile({ repo, path: "a.txt", content: "3", parentCommit: first.oid });
    await expect(stale).rejects.toMatchObject({ name: "StaleParentError", statusCode: 412 });
    expect((await hub.repoInfo({ repo })).sha).toBe(second.oid);
    expect(await context.files()).toEqual({ "a.txt": "2" });
  });

  it("loses nothing of several at once", async () => {
    await using context = await setup();
    const names = Array.from({ length: 8 }, (_, i) => `${i}.txt`);
    await Promise.all(names.map((path) => hub.uploadFile({ repo, path, content: path })));
    expect(await context.files()).toEqual(Object.fromEntries(names.map((path) => [path, path])));
    expect(await allOf(hub.listRepoCommits({ repo }))).toHaveLength(9);
  });

  it("refuses paths outside of the repository, and files that are not there, before it asks the Hub", async () => {
    await using context = await setup();
    const asked = context.answered.length;
    for (const path of ["../x", "/etc/x", "a//b", "a\\b", "C:/x", "a/../../x", "a\0b", ""]) {
      for (const operation of [
        { kind: "add", path, content: "x" },
        { kind: "delete", path },
        { kind: "deleteFolder", path },
      ] as const)
        await expect(hub.createCommit({ repo, operations: [operation] })).rejects.toMatchObject({
          name: "InvalidNameError",
        });
    }
    const lost = join(context.folder, "lost");
    for (const file of [lost, context.folder])
      await expect(hub.uploadFile({ repo, path: "a", file })).rejects.toMatchObject({
        ...{ name: "InvalidSettingError", message: `no such file to upload: ${file}` },
      });
    await expect(hub.createCommit({ repo, operations: [] })).rejects.toMatchObject({
      name: "InvalidSettingError",
    });
    expect(context.answered.length).toBe(asked);
  });

  it("deletes files and folders, and tells of one that is not there", async () => {
    await using context = await setup();
    const files = ["a", "b", "c", "d/e", "d/f"].map((path) => ({ path, content: path }));
    await hub.uploadFiles({ repo, files });
    await hub.deleteFile({ repo, path: "a" });
    await hub.deleteFiles({ repo, paths: ["b"] });
    await hub.deleteFolder({ repo, path: "d" });
    expect(await context.files()).toEqual({ c: "c" });
    await expect(hub.deleteFile({ repo, path: "lost" })).rejects.toMatchObject({
      name: "EntryNotFoundError",
    });
    await expect(hub.uploadFile({ repo: "ada/lost", path: "a", content: "" })).rejects.toMatchObject({
      name: "RepositoryNotFoundError",
    });
    await expect(hub.uploadFile({ repo, path: "a", content: "", revision: "lost" })).rejects.toMatchObject({
      name: "RevisionNotFoundError",
    });
  });
});

describe("pushFolderToHub", () => {
  it("makes the repository and the branch, and puts the card in", async () => {
    await using context = await setup();
    await write(context.folder, { "config.json": "{}", "README.md": "the folder's" });
    const options = { repo: "pushed", private: true, card: "# A card\n", revision: "first" };
    const pushed = await hub.pushFolderToHub(context.folder, options);
    expect(pushed).toMatchObject({ repo: "ada/pushed", repoUrl: `${context.endpoint}/ada/pushed` });
    const info = await hub.repoInfo({ repo: "ada/pushed", revision: "first" });
    expect(info).toMatchObject({ private: true, sha: pushed.oid });
    const folder = await hub.snapshotDownload({ repo: "ada/pushed", revision: "first" });
    expect(await readFile(join(folder, "README.md"), "utf8")).toBe("# A card\n");
    expect(await readFile(join(folder, "config.json"), "utf8")).toBe("{}");
    await hub.pushFolderToHub(context.folder, { repo: "ada/pushed", repoType: "model" });
    expect((await hub.repoInfo({ repo: "ada/pushed" })).files).toContain("README.md");
  });
});
