import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { downloadFile } from "../../src/download-file.ts";
import { type RunningHub, runningHub, seededBytes } from "./running-hub.ts";

const large = seededBytes(3_000_000);
const sha256 = createHash("sha256").update(large).digest("hex");
const notes = Buffer.from("0123456789\n".repeat(20_000));

let running: RunningHub;
let commitId: string;
beforeAll(async () => {
  running = await runningHub();
  const { service, token } = running.hub;
  const ada = service.viewerOf(token);
  await service.create(ada, { type: "model", name: "repo" });
  await service.blobs.write(sha256, large.length, new Blob([large]).stream());
  await service.linkObject("model", "ada/repo", sha256);
  const added = Array.from({ length: 30 }, (_, i) => ({
    kind: "add" as const,
    path: `many/${i}.txt`,
    content: Buffer.from(`${i}`),
  }));
  ({ commitId } = await service.commit(ada, "model", "ada/repo", {
    ...{ branch: "main", title: "Add files" },
    operations: [
      { kind: "addLfs", path: "weights.bin9", oid: sha256, size: large.length },
      { kind: "add", path: "notes.txt", content: notes },
      { kind: "add", path: 'sub/Grüße "1".json', content: Buffer.from("{}") },
      { kind: "add", path: "empty.txt", content: Buffer.alloc(0) },
      ...added,
    ],
  }));
});
afterAll(() => running[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  running.request(`/ada/repo/${path}`, { headers, method });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test("a file comes with the headers that clients need, by GET and by HEAD", async () => {
  for (const method of ["GET", "HEAD"]) {
    const lfs = await get("resolve/main/weights.bin9", {}, method);
    expect(Object.fromEntries(lfs.headers)).toMatchObject({
      ...{ etag: `"${sha256}"`, "x-linked-etag": `"${sha256}"`, "x-linked-size": "3000000" },
      ...{ "x-repo-commit": commitId, "content-length": "3000000", "accept-ranges": "bytes" },
    });
    expect((await bytesOf(lfs)).length).toBe(method === "GET" ? large.length : 0);
    const plain = await get("resolve/main/notes.txt", {}, method);
    const blobId = createHash("sha1").update(`blob ${notes.length}\0`).update(notes).digest("hex");
    expect(plain.headers.get("etag")).toBe(`"${blobId}"`);
    expect(plain.headers.has("x-linked-etag")).toBe(false);
    expect((await bytesOf(plain)).length).toBe(method === "GET" ? notes.length : 0);
  }
  const json = await get(`resolve/main/${encodeURIComponent('sub/Grüße "1".json')}`);
  expect(json.headers.get("content-disposition")).toBe(
    `inline; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.json; filename="Gr__e _1_.json"`,
  );
});

test.each(["weights.bin9", "notes.txt"])("ranges of %s are its bytes", async (path) => {
  const whole = path === "notes.txt" ? notes : Buffer.from(large);
  const { length } = whole;
  for (const [range, start, end] of [
    ["bytes=0-0", 0, 1],
    ["bytes=100-199", 100, 200],
    [`bytes=${length - 5}-`, length - 5, length],
    ["bytes=-7", length - 7, length],
    [`bytes=10-${length * 2}`, 10, length],
  ] as const) {
    const answer = await get(`resolve/main/${path}`, { range });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([
      206,
      `bytes ${start}-${end - 1}/${length}`,
    ]);
    expect((await bytesOf(answer)).equals(whole.subarray(start, end))).toBe(true);
  }
  const outside = await get(`resolve/main/${path}`, { range: `bytes=${length}-` });
  expect([outside.status, outside.headers.get("content-range")]).toEqual([416, `bytes */${length}`]);
  for (const range of ["bytes=5-1", "lines=1-2", "bytes=0-1,3-4"]) {
    const answer = await get(`resolve/main/${path}`, { range });
    expect([answer.status, (await bytesOf(answer)).length]).toEqual([200, length]);
  }
});

test("what a client has is not sent again, and a range is of the file it began with", async () => {
  const etag = `"${sha256}"`;
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    const answer = await get("resolve/main/weights.bin9", { "if-none-match": known });
    expect([answer.status, (await bytesOf(answer)).length]).toEqual([304, 0]);
  }
  expect((await get("resolve/main/weights.bin9", { "if-none-match": '"x"' })).status).toBe(200);
  const range = "bytes=10-19";
  expect((await get("resolve/main/weights.bin9", { range, "if-range": etag })).status).toBe(206);
  expect((await get("resolve/main/weights.bin9", { range, "if-range": '"old"' })).status).toBe(200);
});

test("raw gives what git has", async () => {
  const pointer = await get("raw/main/weights.bin9");
  expect(await pointer.text()).toBe(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize 3000000\n`,
  );
  expect((await bytesOf(await get("raw/main/notes.txt"))).equals(notes)).toBe(true);
});

test("a download that broke off goes on, and is whole", async () => {
  const options = {
    ...{ repo: "ada/repo", path: "weights.bin9", endpoint: running.url, token: null, retries: 0 },
    cacheDir: `${running.folder}/cache`,
  };
  const stop = new AbortController();
  const first = downloadFile({
    ...options,
    signal: stop.signal,
    onProgress: ({ loadedBytes }) => loadedBytes > 0 && stop.abort(),
  });
  await expect(first).rejects.toThrow();
  const seen: number[] = [];
  await downloadFile({ ...options, onProgress: ({ loadedBytes }) => seen.push(loadedBytes) });
  expect(seen[0]).toBeGreaterThan(0);
  expect(seen.at(-1)).toBe(large.length);
});

test("a tree and a list come in pages that hold all of it once", async () => {
  for (const [first, key] of [
    ["/api/models/ada/repo/tree/main?recursive=true&limit=10", "path"],
    ["/api/models/ada/repo/tree/main/many?expand=true&limit=7", "path"],
    ["/api/models/ada/repo/commits/main?limit=1", "id"],
  ] as const) {
    const found: string[] = [];
    let pages = 0;
    for (let url: string | undefined = first; url !== undefined; pages++) {
      const answer: Response = await running.request(url);
      for (const item of (await answer.json()) as Record<string, string>[]) found.push(item[key] ?? "");
      url = /<(.*)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
    }
    const whole = (await (await running.request(first.replace(/limit=\d+/, "limit=1000"))).json()) as Record<
      string,
      string
    >[];
    expect(found).toEqual(whole.map((item) => item[key]));
    expect(pages).toBeGreaterThan(1);
  }
});

test("lists of repositories come in pages, in each order, with ties", async () => {
  const { service, token } = running.hub;
  const ada = service.viewerOf(token);
  for (const name of ["a", "b", "c", "d"]) await service.create(ada, { type: "dataset", name });
  await running.request("/api/datasets/ada/c/like", { method: "POST" });
  for (const sort of ["createdAt", "lastModified", "downloads", "likes", "id"])
    for (const direction of ["1", "-1"]) {
      const found: string[] = [];
      let url: string | undefined = `/api/datasets?sort=${sort}&direction=${direction}&limit=1`;
      while (url !== undefined) {
        const answer: Response = await running.request(url);
        for (const { id } of (await answer.json()) as { id: string }[]) found.push(id);
        url = /<(.*)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
      }
      expect(found.toSorted()).toEqual(["ada/a", "ada/b", "ada/c", "ada/d"]);
      if (sort === "id")
        expect(found).toEqual(direction === "1" ? found.toSorted() : found.toSorted().toReversed());
      if (sort === "likes") expect(found.at(direction === "1" ? -1 : 0)).toBe("ada/c");
    }
});

test("how a file is to be sent follows its size, its bytes, and what the repository says", async () => {
  const sample = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString("base64");
  const files = [
    { path: "small.txt", size: 5, sample: sample("hello") },
    { path: "cut.txt", size: 3, sample: sample(Buffer.from("aß").subarray(0, 2)) },
    { path: "huge.txt", size: 10_000_000, sample: sample("hello") },
    { path: "nearly.txt", size: 9_999_999, sample: sample("hello") },
    { path: "nul.txt", size: 2, sample: sample("a\0") },
    { path: "latin1.txt", size: 2, sample: sample(new Uint8Array([0xe4, 0x61])) },
    { path: "text.safetensors", size: 5, sample: sample("hello") },
    { path: "notes.txt", size: 5, sample: sample("hello") },
    { path: "empty", size: 0, sample: "" },
  ];
  const ask = async (more: object = {}) => {
    const answer = await running.request("/api/models/ada/repo/preupload/main", { json: { files, ...more } });
    return (
      (await answer.json()) as {
        files: { path: string; uploadMode: string; shouldIgnore: boolean; oid?: string }[];
      }
    ).files;
  };
  const large = (answers: { path: string; uploadMode: string }[]) =>
    answers.filter(({ uploadMode }) => uploadMode === "lfs").map(({ path }) => path);
  const answers = await ask();
  expect(large(answers)).toEqual(["huge.txt", "nul.txt", "latin1.txt", "text.safetensors"]);
  expect(answers.filter(({ oid }) => oid !== undefined).map(({ path }) => path)).toEqual(["notes.txt"]);
  expect(large(await ask({ gitAttributes: "small.* filter=lfs\n" }))).toEqual([
    "small.txt",
    "huge.txt",
    "nul.txt",
    "latin1.txt",
  ]);
  const ignored = await ask({ gitIgnore: "*.txt\n!small.txt\n" });
  expect(ignored.filter(({ shouldIgnore }) => shouldIgnore).map(({ path }) => path)).toEqual([
    ...["cut.txt", "huge.txt", "nearly.txt", "nul.txt", "latin1.txt", "notes.txt"],
  ]);
});

test("paths-info takes a form, as older clients send it", async () => {
  const body = new URLSearchParams([
    ["paths", "notes.txt"],
    ["paths", "empty.txt"],
    ["expand", "True"],
  ]);
  const infos = await running.request("/api/models/ada/repo/paths-info/main", { method: "POST", body });
  expect(await infos.json()).toMatchObject([
    { path: "notes.txt", lastCommit: { title: "Add files" } },
    { path: "empty.txt", size: 0 },
  ]);
});

test("an info has what was asked for", async () => {
  const info = async (query: string) =>
    (await (await running.request(`/api/models/ada/repo${query}`)).json()) as Record<string, unknown>;
  expect(Object.keys(await info("?expand[]=likes&expand=sha")).sort()).toEqual([
    "_id",
    "id",
    "likes",
    "modelId",
    "sha",
  ]);
  expect((await info("?blobs=true")).siblings).toContainEqual({
    ...{ rfilename: "weights.bin9", size: large.length, blobId: expect.any(String) },
    lfs: { sha256, size: large.length, pointerSize: 132 },
  });
  expect(await info(`/revision/${commitId}`)).toEqual(await info(""));
});

test("tags and refs are git's", async () => {
  const tag = { json: { tag: "v1", message: "First" } };
  expect((await running.request(`/api/models/ada/repo/tag/${commitId}`, tag)).status).toBe(200);
  expect((await running.request("/api/models/ada/repo/tag/main", tag)).status).toBe(409);
  expect(await (await running.request("/api/models/ada/repo/refs?include_prs=1")).json()).toEqual({
    branches: [{ name: "main", ref: "refs/heads/main", targetCommit: commitId }],
    converts: [],
    tags: [{ name: "v1", ref: "refs/tags/v1", targetCommit: commitId }],
    pullRequests: [],
  });
  expect((await get("resolve/v1/notes.txt")).headers.get("x-repo-commit")).toBe(commitId);
  expect((await running.request("/api/models/ada/repo/tag/v1", { method: "DELETE" })).status).toBe(200);
  expect((await get("resolve/v1/notes.txt")).status).toBe(404);
});

test("downloads are counted by one file of each", async () => {
  const config = Buffer.from('{"model_type":"bert"}');
  const { service, token } = running.hub;
  await service.create(service.viewerOf(token), {
    type: "model",
    name: "counted",
    files: [{ path: "config.json", content: config }],
  });
  const ask = async (headers: Record<string, string>, method = "GET", path = "config.json") =>
    (await running.request(`/ada/counted/resolve/main/${path}`, { headers, method })).arrayBuffer();
  await ask({});
  await ask({}, "HEAD");
  await ask({ range: "bytes=0-0" });
  await ask({ range: "bytes=5-" });
  await ask({}, "GET", ".gitattributes");
  const [found] = (await (await running.request("/api/models?search=counted")).json()) as {
    downloads: number;
  }[];
  expect(found?.downloads).toBe(1);
});
