import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as official from "@huggingface/hub";
import { HubApiError } from "@huggingface/hub";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { collect as all, type RunningHub, runningHub, seededBytes } from "./running-hub.ts";

// The oracle is the official client, unmodified: one test for each function of it that works on repositories.
let running: RunningHub;
let c: RunningHub["ada"];
beforeAll(async () => {
  vi.spyOn(console, "debug").mockImplementation(() => undefined);
  running = await runningHub();
  c = running.ada;
});
afterAll(() => running[Symbol.asyncDispose]());

const large = seededBytes(300_000);
const text = (content: string) => new Blob([content]);
const bytesOf = async (blob: Blob | null) => new Uint8Array((await blob?.arrayBuffer()) ?? []);
const paths = async (repo: official.RepoDesignation, revision = "main") =>
  (await all(official.listFiles({ ...c, repo, revision, recursive: true })))
    .filter(({ type }) => type === "file")
    .map(({ path }) => path);
const status = (promise: Promise<unknown>): Promise<number> =>
  promise.then(
    () => 200,
    (error) => (error instanceof HubApiError ? error.statusCode : Promise.reject(error)),
  );

let made = 0;
/** A repository of its own for each test. */
async function newRepo<T extends "model" | "dataset" | "space">(type: T, files: Record<string, Blob> = {}) {
  const repo = { type, name: `ada/${type}-${made++}` };
  await official.createRepo({ ...c, repo, ...(type === "space" && { sdk: "static" }) });
  if (Object.keys(files).length > 0)
    await official.uploadFiles({
      ...{ ...c, repo },
      files: Object.entries(files).map(([path, content]) => ({ path, content })),
    });
  return repo;
}

const operations: Record<string, () => Promise<void>> = {
  async whoAmI() {
    expect(await official.whoAmI(c)).toMatchObject({
      ...{ type: "user", name: "ada", orgs: [] },
      auth: { type: "access_token", accessToken: { role: "write", createdAt: expect.any(Date) } },
    });
    expect(await status(official.whoAmI({ ...c, accessToken: "hf_wrong" }))).toBe(401);
  },

  async createRepo() {
    const files = [{ path: "notes/a.txt", content: text("hello") }];
    const repo = "ada/created";
    const { id, repoUrl } = await official.createRepo({ ...c, repo, files, license: "mit" });
    expect([id, repoUrl]).toEqual([repo, `${running.url}/ada/created`]);
    expect(await paths(repo)).toEqual([".gitattributes", "README.md", "notes/a.txt"]);
    expect(await (await official.downloadFile({ ...c, repo, path: "notes/a.txt" }))?.text()).toBe("hello");
    expect(await status(official.createRepo({ ...c, repo }))).toBe(409);
    expect(await status(official.createRepo({ ...c, repo: "ada/CREATED" }))).toBe(409);
    expect(await status(official.createRepo({ ...c, repo: "somebody/else" }))).toBe(403);
    const dataset = await official.createRepo({ ...c, repo: `datasets/${repo}`, visibility: "private" });
    expect(dataset.repoUrl).toBe(`${running.url}/datasets/ada/created`);
    expect(await official.repoExists({ repo: `datasets/${repo}`, hubUrl: running.url })).toBe(false);
  },

  async deleteRepo() {
    const repo = await newRepo("model");
    await official.deleteRepo({ ...c, repo });
    expect(await official.repoExists({ ...c, repo })).toBe(false);
    expect(await status(official.deleteRepo({ ...c, repo }))).toBe(404);
    await official.createRepo({ ...c, repo });
    expect(await official.countCommits({ ...c, repo })).toBe(1);
  },

  async repoExists() {
    const repo = await newRepo("space");
    expect(await official.repoExists({ ...c, repo })).toBe(true);
    expect(await official.repoExists({ ...c, repo: { type: "model", name: repo.name } })).toBe(false);
  },

  async checkRepoAccess() {
    const repo = await newRepo("dataset");
    await official.checkRepoAccess({ ...c, repo });
    await running.hub.service.settings(running.hub.service.viewerOf(c.accessToken), "dataset", repo.name, {
      private: true,
    });
    await official.checkRepoAccess({ ...c, repo });
    expect(await status(official.checkRepoAccess({ hubUrl: running.url, repo }))).toBe(404);
    expect(await status(official.checkRepoAccess({ ...running.as("eve"), repo }))).toBe(404);
  },

  async uploadFile() {
    const repo = await newRepo("model");
    const output = await official.uploadFile({
      ...c,
      repo,
      file: { path: "a/b.bin", content: new Blob([large]) },
    });
    expect(output?.commit.url).toBe(`${running.url}/${repo.name}/commit/${output?.commit.oid}`);
    expect(await bytesOf(await official.downloadFile({ ...c, repo, path: "a/b.bin" }))).toEqual(large);
    // The same content again is not sent again.
    const sent = vi.fn(fetch);
    const file = { path: "copy.bin", content: new Blob([large]) };
    await official.uploadFile({ ...c, repo, file, fetch: sent });
    expect(sent.mock.calls.filter(([, init]) => init?.method === "PUT")).toEqual([]);
    expect(await bytesOf(await official.downloadFile({ ...c, repo, path: "copy.bin" }))).toEqual(large);
  },

  async uploadFiles() {
    const files = {
      "README.md": text("# Grüße"),
      "ä ö/#1 %.txt": text("odd name"),
      "empty.txt": text(""),
      "x.bin": new Blob([large]),
    };
    for (const type of ["model", "dataset", "space"] as const) {
      const repo = await newRepo(type, files);
      expect(await paths(repo)).toEqual(expect.arrayContaining(Object.keys(files)));
      const readme = await official.downloadFile({ ...c, repo, path: "README.md" });
      expect(await readme?.text()).toBe("# Grüße");
      expect(await bytesOf(await official.downloadFile({ ...c, repo, path: "x.bin" }))).toEqual(large);
    }
  },

  async uploadFilesWithProgress() {
    const repo = await newRepo("model");
    const files = [{ path: "x.bin", content: new Blob([large]) }];
    const events = await all(official.uploadFilesWithProgress({ ...c, repo, files }));
    expect(events.at(-1)).toEqual({ event: "phase", phase: "committing" });
    expect(events).toContainEqual({ event: "fileProgress", path: "x.bin", progress: 1, state: "uploading" });
    expect(await paths(repo)).toContain("x.bin");
  },

  async commit() {
    const repo = await newRepo("model", { "a.txt": text("0123456789"), "gone.txt": text("x") });
    const first = await official.commit({
      ...{ ...c, repo, title: "Change two", description: "Because.\n\nOf it." },
      operations: [
        { operation: "delete", path: "gone.txt" },
        {
          ...{ operation: "edit", path: "a.txt", originalContent: text("0123456789") },
          edits: [{ start: 2, end: 8, content: text("-") }],
        },
      ],
    });
    expect(await (await official.downloadFile({ ...c, repo, path: "a.txt" }))?.text()).toBe("01-89");
    expect(await paths(repo)).not.toContain("gone.txt");
    const [newest, before] = await all(official.listCommits({ ...c, repo }));
    expect(newest).toMatchObject({
      oid: first?.commit.oid,
      title: "Change two",
      message: "Because.\n\nOf it.",
    });
    const stale = official.commit({
      ...{ ...c, repo, title: "Too late", parentCommit: before?.oid ?? "" },
      operations: [{ operation: "addOrUpdate", path: "b.txt", content: text("b") }],
    });
    expect(await status(stale)).toBe(412);
    const request = { ...c, repo, title: "A pull request", isPullRequest: true, operations: [] };
    expect(await status(official.commit(request))).toBe(501);
    const unknown = { ...c, repo, title: "No such branch", branch: "nowhere", operations: [] };
    expect(await status(official.commit(unknown))).toBe(404);
  },

  async commitIter() {
    const repo = await newRepo("dataset");
    const operations = [{ operation: "addOrUpdate" as const, path: "a.txt", content: text("a") }];
    const events = await all(official.commitIter({ ...c, repo, title: "Add a", operations }));
    expect(events.map((event) => event.event === "phase" && event.phase)).toEqual(
      expect.arrayContaining(["preuploading", "uploadingLargeFiles", "committing"]),
    );
    expect(await paths(repo)).toContain("a.txt");
  },

  async deleteFile() {
    const repo = await newRepo("model", { "a.txt": text("a"), "b.txt": text("b") });
    await official.deleteFile({ ...c, repo, path: "a.txt" });
    expect(await paths(repo)).toEqual([".gitattributes", "b.txt"]);
    expect(await status(official.deleteFile({ ...c, repo, path: "a.txt" }))).toBe(404);
  },

  async deleteFiles() {
    const repo = await newRepo("model", { "a.txt": text("a"), "deep/b.txt": text("b") });
    await official.deleteFiles({ ...c, repo, paths: ["a.txt", "deep/b.txt"] });
    expect(await paths(repo)).toEqual([".gitattributes"]);
  },

  async listFiles() {
    const repo = await newRepo("model", {
      "a.txt": text("a"),
      "deep/er/b.bin": new Blob([large]),
      "deep/c.txt": text("c"),
    });
    const shape = (items: official.ListFileEntry[]) => items.map(({ type, path }) => `${type} ${path}`);
    expect(shape(await all(official.listFiles({ ...c, repo })))).toEqual([
      ...["file .gitattributes", "file a.txt", "directory deep"],
    ]);
    expect(shape(await all(official.listFiles({ ...c, repo, path: "deep", recursive: true })))).toEqual([
      ...["file deep/c.txt", "directory deep/er", "file deep/er/b.bin"],
    ]);
    const [file] = await all(official.listFiles({ ...c, repo, path: "deep/er", expand: true }));
    const oid = await sha256(large);
    expect(file).toMatchObject({ size: large.length, lfs: { oid, size: large.length, pointerSize: 131 } });
    expect(file?.lastCommit).toMatchObject({ title: "Add 3 files" });
    expect(await status(all(official.listFiles({ ...c, repo, path: "nowhere" })))).toBe(404);
  },

  async pathsInfo() {
    const repo = await newRepo("dataset", { "a.txt": text("abc"), "deep/b.bin": new Blob([large]) });
    const asked = ["a.txt", "deep", "deep/b.bin", "missing"];
    const infos = await official.pathsInfo({ ...c, repo, paths: asked, expand: true });
    expect(infos.map(({ path, type, size }) => [path, type, size])).toEqual([
      ["a.txt", "file", 3],
      ["deep", "directory", 0],
      ["deep/b.bin", "file", large.length],
    ]);
    expect(infos[0]?.lastCommit.date).toBeInstanceOf(Date);
    // git's own id of a blob "abc" without a newline.
    expect(infos[0]?.oid).toBe("f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
  },

  async fileExists() {
    const repo = await newRepo("model", { "a.txt": text("a") });
    expect(await official.fileExists({ ...c, repo, path: "a.txt" })).toBe(true);
    expect(await official.fileExists({ ...c, repo, path: "b.txt" })).toBe(false);
  },

  async fileDownloadInfo() {
    const repo = await newRepo("model", {
      "a.txt": text("abc"),
      "b.bin": new Blob([large]),
      "empty.txt": text(""),
    });
    const info = (path: string, raw = false) => official.fileDownloadInfo({ ...c, repo, path, raw });
    expect(await info("a.txt")).toMatchObject({
      size: 3,
      etag: '"f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"',
    });
    expect(await info("b.bin")).toMatchObject({ size: large.length, etag: `"${await sha256(large)}"` });
    expect((await info("b.bin"))?.xet).toBeUndefined();
    expect(await info("b.bin", true)).toMatchObject({ size: 131 });
    expect(await info("empty.txt")).toMatchObject({ size: 0 });
    expect(await info("missing.txt")).toBeNull();
  },

  async downloadFile() {
    const repo = await newRepo("model", {
      "a.txt": text("first"),
      "b.bin": new Blob([large]),
      "empty.txt": text(""),
    });
    const download = (path: string, more = {}) => official.downloadFile({ ...c, repo, path, ...more });
    expect(await (await download("a.txt"))?.text()).toBe("first");
    expect(await (await download("empty.txt"))?.text()).toBe("");
    expect(await bytesOf((await download("b.bin"))?.slice(1000, 2000) ?? null)).toEqual(
      large.slice(1000, 2000),
    );
    expect(await bytesOf((await download("a.txt"))?.slice(1, 3) ?? null)).toEqual(
      new TextEncoder().encode("ir"),
    );
    expect(await (await download("b.bin", { raw: true }))?.text()).toContain(
      `oid sha256:${await sha256(large)}`,
    );
    expect(await download("missing.txt")).toBeNull();
    const [newest] = await all(official.listCommits({ ...c, repo }));
    await official.uploadFile({ ...c, repo, file: { path: "a.txt", content: text("second") } });
    expect(await (await download("a.txt", { revision: newest?.oid }))?.text()).toBe("first");
    expect(await (await download("a.txt"))?.text()).toBe("second");
    expect(await status(download("a.txt", { revision: "nowhere" }))).toBe(404);
    expect(await status(download("a.txt", { accessToken: "hf_wrong" }))).toBe(401);
  },

  async downloadFileToCacheDir() {
    const repo = await newRepo("model", { "b.bin": new Blob([large]) });
    const cacheDir = join(running.folder, "cache-of-one");
    const path = await official.downloadFileToCacheDir({ ...c, repo, path: "b.bin", cacheDir });
    expect(new Uint8Array(await readFile(path))).toEqual(large);
  },

  async snapshotDownload() {
    const repo = await newRepo("dataset", { "a.txt": text("a"), "deep/b.bin": new Blob([large]) });
    const folder = await official.snapshotDownload({
      ...c,
      repo,
      cacheDir: join(running.folder, "cache-of-all"),
    });
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("a");
    expect(new Uint8Array(await readFile(join(folder, "deep", "b.bin")))).toEqual(large);
  },

  async createBranch() {
    const repo = await newRepo("model", { "a.txt": text("a") });
    await official.createBranch({ ...c, repo, branch: "feature/one" });
    expect(await status(official.createBranch({ ...c, repo, branch: "feature/one" }))).toBe(409);
    await official.createBranch({ ...c, repo, branch: "feature/one", overwrite: true });
    await official.uploadFile({
      ...c,
      repo,
      branch: "feature/one",
      file: { path: "b.txt", content: text("b") },
    });
    expect(await paths(repo, "feature/one")).toContain("b.txt");
    expect(await paths(repo)).not.toContain("b.txt");
    await official.createBranch({ ...c, repo, branch: "feature/one", revision: "main", overwrite: true });
    expect(await paths(repo, "feature/one")).not.toContain("b.txt");
    await official.createBranch({ ...c, repo, branch: "empty", empty: true });
    expect(await paths(repo, "empty")).toEqual([]);
  },

  async deleteBranch() {
    const repo = await newRepo("model");
    await official.createBranch({ ...c, repo, branch: "old" });
    await official.deleteBranch({ ...c, repo, branch: "old" });
    expect(await status(official.deleteBranch({ ...c, repo, branch: "old" }))).toBe(404);
    expect(await status(official.deleteBranch({ ...c, repo, branch: "main" }))).toBe(400);
  },

  async listCommits() {
    const repo = await newRepo("space");
    for (const name of ["a", "b", "c"])
      await official.uploadFile({
        ...c,
        repo,
        commitTitle: `Add ${name}`,
        file: { path: name, content: text(name) },
      });
    const commits = await all(official.listCommits({ ...c, repo, batchSize: 2 }));
    expect(commits.map(({ title }) => title)).toEqual(["Add c", "Add b", "Add a", "initial commit"]);
    expect(commits[0]?.authors.map(({ username }) => username)).toEqual(["ada"]);
  },

  async countCommits() {
    const repo = await newRepo("model", { "a.txt": text("a") });
    expect(await official.countCommits({ ...c, repo })).toBe(2);
  },

  async listModels() {
    await newRepo("model", {
      "README.md": text("---\npipeline_tag: fill-mask\nlicense: mit\ntags: [tiny, listed]\n---\n"),
    });
    await newRepo("model", { "README.md": text("---\ntags: [listed]\nlibrary_name: onnx\n---\n") });
    const listed = { ...c, search: { tags: ["listed"] } };
    const models = await all(
      official.listModels({ ...listed, additionalFields: ["tags", "author", "cardData"] }),
    );
    expect(models).toHaveLength(2);
    expect(models.find(({ task }) => task === "fill-mask")).toMatchObject({
      ...{ author: "ada", private: false, gated: false, likes: 0, updatedAt: expect.any(Date) },
      tags: expect.arrayContaining(["tiny", "license:mit"]),
      cardData: { license: "mit" },
    });
    expect(await all(official.listModels({ ...c, search: { tags: ["listed", "tiny"] } }))).toHaveLength(1);
    expect(
      await all(official.listModels({ ...c, search: { task: "fill-mask", owner: "ada" } })),
    ).toHaveLength(1);
    expect(await all(official.listModels({ ...c, search: { owner: "nobody" } }))).toEqual([]);
    expect(await all(official.listModels({ ...listed, limit: 1 }))).toHaveLength(1);
    const byId = await all(official.listModels({ ...listed, sort: "id", additionalFields: ["filePaths"] }));
    expect(byId.map(({ name }) => name)).toEqual(
      models
        .map(({ name }) => name)
        .toSorted()
        .toReversed(),
    );
    expect(byId[0]?.filePaths).toEqual([".gitattributes", "README.md"]);
  },

  async listDatasets() {
    const repo = await newRepo("dataset", { "README.md": text("---\nlanguage: [de]\n---\n") });
    const found = await all(
      official.listDatasets({ ...c, search: { query: repo.name.slice(4), tags: ["de"] } }),
    );
    expect(found.map(({ name }) => name)).toEqual([repo.name]);
  },

  async listSpaces() {
    const repo = await newRepo("space");
    const found = await all(official.listSpaces({ ...c, search: { query: repo.name.slice(4) } }));
    expect(found).toMatchObject([{ name: repo.name, sdk: "static" }]);
  },

  async modelInfo() {
    const repo = await newRepo("model", {
      "config.json": text('{"model_type":"bert","architectures":["BertForMaskedLM"]}'),
    });
    const info = await official.modelInfo({
      ...c,
      name: repo.name,
      additionalFields: ["sha", "library_name", "filePaths"],
    });
    const [newest, first] = await all(official.listCommits({ ...c, repo }));
    expect(info).toMatchObject({
      name: repo.name,
      task: "fill-mask",
      library_name: "transformers",
      sha: newest?.oid,
    });
    expect(info.filePaths).toEqual([".gitattributes", "config.json"]);
    const before = await official.modelInfo({
      ...c,
      name: repo.name,
      revision: first?.oid ?? "",
      additionalFields: ["sha", "filePaths"],
    });
    expect(before).toMatchObject({ sha: first?.oid, filePaths: [".gitattributes"] });
    expect(before.task).toBeUndefined();
    expect(await status(official.modelInfo({ ...c, name: repo.name, revision: "nowhere" }))).toBe(404);
  },

  async datasetInfo() {
    const repo = await newRepo("dataset");
    const info = await official.datasetInfo({ ...c, name: repo.name, additionalFields: ["author"] });
    expect(info).toMatchObject({ name: repo.name, author: "ada", private: false, gated: false });
  },

  async spaceInfo() {
    const repo = await newRepo("space");
    expect(await official.spaceInfo({ ...c, name: repo.name })).toMatchObject({
      name: repo.name,
      sdk: "static",
    });
  },

  async parseSafetensorsMetadata() {
    const header = JSON.stringify({ weight: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] } });
    const length = new BigUint64Array([BigInt(header.length)]);
    const repo = await newRepo("model", {
      "model.safetensors": new Blob([length, header, new Float32Array(6)]),
    });
    const metadata = await official.parseSafetensorsMetadata({
      ...c,
      repo: repo.name,
      computeParametersCount: true,
    });
    expect(metadata).toMatchObject({
      sharded: false,
      parameterCount: { F32: 6 },
      header: { weight: { shape: [2, 3] } },
    });
  },
};

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}

test.each(Object.entries(operations))("%s", (_, run) => run());

// Buckets, collections, jobs and signing in with the public Hub are no repositories; the rest works on local files.
const others =
  /[Bb]ucket|Collection|Job|oauth|^copy(Fil|Fold)|[Cc]ach(e|ed)[A-Z]|^scan|[Ss]hard|^(HubApiError|InvalidApi|JsonStream|SafetensorParseError|__internal|computeNum|getQuant|getHF|getBlobStat|getRepoFolderName|globMatch|isQuant|matches|parseRepoType|parseTotal|relativeUnder|streamJson|validateTensor)/;

test("each function of the client that works on repositories has a test", () => {
  const functions = Object.entries(official).filter(([, value]) => typeof value === "function");
  const tested = Object.keys(operations);
  expect(
    functions
      .map(([name]) => name)
      .filter((name) => !others.test(name) || tested.includes(name))
      .sort(),
  ).toEqual(tested.toSorted());
});
