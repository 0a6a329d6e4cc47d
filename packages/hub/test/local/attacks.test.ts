import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { StorageFullError } from "../../src/local/store/errors.ts";
import { collect, type RunningHub, runningHub, seededBytes } from "./running-hub.ts";

let running: RunningHub;
const logged: object[] = [];
beforeAll(async () => {
  running = await runningHub({ log: (entry) => logged.push(entry) });
  await running.hub.service.create(running.hub.service.viewerOf(running.hub.token), {
    ...{ type: "model", name: "repo" },
    files: Object.entries({
      "page.html": "<script>alert(1)</script>",
      "image.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      "code.js": "alert(1)",
      "a.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'/>",
      "README.md": "# Hi",
    }).map(([path, content]) => ({ path, content: Buffer.from(content) })),
  });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => running[Symbol.asyncDispose]());

/** A request whose path no client has tidied. */
function raw(
  path: string,
  { method = "GET", headers = {}, body = "" } = {},
): Promise<{ status: number; text: string; code: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: running.hub.port,
        path,
        method,
        headers: { authorization: `Bearer ${running.hub.token}`, ...headers },
      },
      async (answer) => {
        const text = Buffer.concat(await collect(answer)).toString();
        resolve({
          status: answer.statusCode ?? 0,
          text,
          code: answer.headers["x-error-code"] as string | undefined,
        });
      },
    );
    sent.on("error", reject).end(body);
  });
}

const hostilePaths = [
  ...[
    "../secret",
    "..",
    ".",
    "a/../../secret",
    "/etc/passwd",
    "//etc/passwd",
    "a//b",
    "C:/secret",
    "c:secret",
  ],
  ...[
    "a\\..\\secret",
    "..\\secret",
    "a\0b",
    "a\nb",
    ".git/config",
    "a/.GIT/hooks/x",
    "git~1/x",
    ".g\u200cit/x",
    "x".repeat(1025),
  ],
];

const commitOf = (...operations: object[]) =>
  raw("/api/models/ada/repo/commit/main", {
    ...{ method: "POST", headers: { "content-type": "application/x-ndjson" } },
    body: [{ key: "header", value: { summary: "x" } }, ...operations]
      .map((line) => JSON.stringify(line))
      .join("\n"),
  });

test("a path that leaves the repository is refused, in every operation", async () => {
  await writeFile(join(running.folder, "secret"), "secret");
  for (const path of hostilePaths) {
    const operations = [
      { key: "file", value: { path, content: "x" } },
      { key: "lfsFile", value: { path, algo: "sha256", oid: "0".repeat(64), size: 1 } },
      { key: "deletedFile", value: { path } },
      { key: "copyFile", value: { path: "copy", srcPath: path } },
      { key: "copyFile", value: { path, srcPath: "README.md" } },
      { key: "file", value: { path: "renamed", oldPath: path } },
    ];
    for (const operation of operations) {
      const answer = await commitOf(operation);
      expect([400, 404, 422], JSON.stringify(operation)).toContain(answer.status);
    }
    const sample = { files: [{ path, size: 1, sample: "" }] };
    expect((await running.request("/api/models/ada/repo/preupload/main", { json: sample })).status).toBe(400);
    const create = { name: "hostile", files: [{ path, content: "x" }] };
    expect((await running.request("/api/repos/create", { json: create })).status).toBe(400);
    const infos = await running.request("/api/models/ada/repo/paths-info/main", { json: { paths: [path] } });
    expect(infos.status === 400 || ((await infos.json()) as object[]).length === 0, path).toBe(true);
  }
  expect(
    (await (await running.request("/api/models/ada/repo/commits/main")).json()) as object[],
  ).toHaveLength(1);
  expect((await running.request("/api/models/ada/hostile")).status).toBe(404);
  expect(await readdir(join(running.folder, "aside"))).toEqual([]);
});

test("a path that leaves the repository is not read, however it is encoded", async () => {
  const encodings = [
    "../secret",
    "..%2fsecret",
    "%2e%2e/secret",
    "%2e%2e%2fsecret",
    "..%5csecret",
    "%252e%252e/secret",
  ];
  const more = [
    "a%00b",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "C%3a/secret",
    ".git/config",
    "%c0%ae%c0%ae/secret",
    "%ff",
  ];
  for (const path of [...encodings, ...more])
    for (const before of [
      "/ada/repo/resolve/main/",
      "/ada/repo/raw/main/",
      "/api/models/ada/repo/tree/main/",
      "/ada/repo/resolve/",
    ]) {
      const { status, text } = await raw(before + path);
      expect([400, 404], before + path).toContain(status);
      expect(text).not.toMatch(/^secret|root:/);
    }
});

test("names with characters that are none of a name's make nothing", async () => {
  const before = await readdir(running.folder, { recursive: true });
  const names = [
    "..",
    "../x",
    "a/b",
    "a\\b",
    "a b",
    "a\0",
    "",
    "x".repeat(200),
    "a.git",
    "con",
    "-a",
    "<b>",
    "ä",
    ".hidden",
    "a--b",
  ];
  for (const name of names) {
    expect((await running.request("/api/repos/create", { json: { name } })).status, name).toBe(400);
    const move = { fromRepo: "ada/repo", toRepo: `ada/${name}` };
    expect((await running.request("/api/repos/move", { json: move })).status, name).toBe(400);
    const other = { name: "fine", organization: name };
    expect([400, 403], name).toContain((await running.request("/api/repos/create", { json: other })).status);
  }
  for (const branch of [
    "..",
    "a..b",
    "-d",
    "refs/heads/x",
    "a b",
    "a~1",
    "x.lock",
    "HEAD",
    "@{1}",
    "a\0b",
    "0".repeat(40),
  ]) {
    const path = `/api/models/ada/repo/branch/${encodeURIComponent(branch)}`;
    const headers = { "content-type": "application/json" };
    // An address that ends in dots is another address.
    expect([400, 404], branch).toContain((await raw(path, { method: "POST", headers, body: "{}" })).status);
    const tag = await running.request("/api/models/ada/repo/tag/main", { json: { tag: branch } });
    expect(tag.status, branch).toBe(400);
  }
  expect((await readdir(running.folder, { recursive: true })).length).toBe(before.length);
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function batch(objects: object[], operation = "upload", repo = "ada/repo", token = running.hub.token) {
  const answer = await running.request(`/${repo}.git/info/lfs/objects/batch`, {
    json: { operation, objects },
    token,
  });
  return (
    (await answer.json()) as { objects: { actions?: Record<string, { href: string }>; error?: object }[] }
  ).objects;
}

test("an object with another sha256 or size is not kept", async () => {
  const content = seededBytes(1000, 7);
  const other = seededBytes(1000, 8);
  const named = { oid: sha256(content), size: 1000 };
  const [object] = await batch([named]);
  const put = (body: Uint8Array<ArrayBuffer>) =>
    fetch(object?.actions?.upload?.href ?? "", { method: "PUT", body });
  for (const wrong of [other, content.slice(1), new Uint8Array([...content, 0]), new Uint8Array()]) {
    const answer = await put(wrong);
    expect([answer.status, answer.headers.get("x-error-code")]).toEqual([422, "InvalidObject"]);
  }
  const verify = () => fetch(object?.actions?.verify?.href ?? "", { method: "POST" });
  expect((await verify()).status).toBe(404);
  expect((await batch([named]))[0]?.actions?.upload).toBeDefined();
  const commit = { key: "lfsFile", value: { path: "wrong.bin", algo: "sha256", ...named } };
  expect(await commitOf(commit)).toMatchObject({ status: 422, code: "InvalidObject" });

  expect((await put(content)).status).toBe(200);
  expect((await verify()).status).toBe(200);
  const wrongSize = { ...commit, value: { ...commit.value, size: 999 } };
  expect(await commitOf(wrongSize)).toMatchObject({ status: 422, code: "InvalidObject" });
  expect((await commitOf(commit)).status).toBe(200);
});

test("who knows the sha256 of a private file does not get the file", async () => {
  const content = seededBytes(1000, 9);
  const object = { oid: sha256(content), size: 1000 };
  const [upload] = await batch([object]);
  await fetch(upload?.actions?.upload?.href ?? "", { method: "PUT", body: content });
  const eve = running.as("eve").accessToken;
  await running.request("/api/repos/create", { json: { name: "thief" }, token: eve });
  // It has to be sent again, and a pointer alone is not taken.
  expect((await batch([object], "upload", "eve/thief", eve))[0]?.actions?.upload).toBeDefined();
  expect((await batch([object], "download", "eve/thief", eve))[0]?.error).toMatchObject({ code: 404 });
  const lines = [
    { key: "header", value: { summary: "x" } },
    { key: "lfsFile", value: { path: "stolen.bin", algo: "sha256", ...object } },
    {
      key: "file",
      value: {
        path: "pointer.bin",
        content: `version https://git-lfs.github.com/spec/v1\noid sha256:${object.oid}\nsize 1000\n`,
      },
    },
  ];
  const commit = (given: object[]) =>
    running.request("/api/models/eve/thief/commit/main", {
      ...{ method: "POST", token: eve, headers: { "content-type": "application/x-ndjson" } },
      body: given.map((line) => JSON.stringify(line)).join("\n"),
    });
  expect((await commit(lines.slice(0, 2))).status).toBe(422);
  // A pointer as a plain file can be committed, as by git; its object is not served.
  expect((await commit([lines[0] ?? {}, lines[2] ?? {}])).status).toBe(200);
  expect((await running.request("/eve/thief/resolve/main/pointer.bin", { token: eve })).status).toBe(404);
});

test("a signed address does one thing, and nothing without its signature", async () => {
  const content = seededBytes(1000, 10);
  const [object] = await batch([{ oid: sha256(content), size: 1000 }]);
  const href = object?.actions?.upload?.href ?? "";
  const unsigned = new URL(href);
  unsigned.searchParams.delete("signature");
  expect((await fetch(unsigned, { method: "PUT", body: content })).status).toBe(403);
  expect((await fetch(href, { method: "POST", body: "{}" })).status).toBe(403);
  expect((await fetch(href)).status).toBe(403);
  const { urls } = running.hub.service;
  const old = urls.sign(
    running.url,
    { action: "upload", type: "model", id: "ada/repo", oid: sha256(content), size: 1000 },
    -1,
  );
  const answer = await fetch(old, { method: "PUT", body: content });
  expect([answer.status, answer.headers.get("x-error-code")]).toEqual([403, "ExpiredUrl"]);
});

test("HTML, SVG and scripts of a repository do not run", async () => {
  for (const path of ["page.html", "image.svg", "code.js", "a.xhtml"])
    for (const kind of ["resolve", "raw"]) {
      const { headers } = await running.request(`/ada/repo/${kind}/main/${path}?noContentDisposition=1`);
      expect(headers.get("content-type")).toMatch(/^(text\/plain; charset=utf-8|application\/octet-stream)$/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
      if (kind === "resolve") expect(headers.get("content-disposition")).toMatch(/^attachment/);
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  expect(
    (await running.request("/ada/repo/resolve/main/README.md")).headers.get("content-disposition"),
  ).toMatch(/^inline/);
});

test("a small card that unfolds to a huge one is no metadata, and takes no time", async () => {
  const bomb = [
    "a0: &a0 [x]",
    ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
  ];
  const card = `---\n${bomb.join("\n")}\n---\n`;
  expect((await commitOf({ key: "file", value: { path: "README.md", content: card } })).status).toBe(200);
  const info = (await (await running.request("/api/models/ada/repo")).json()) as object;
  expect(info).not.toHaveProperty("cardData");
  const checked = await running.request("/api/validate-yaml", { json: { content: card, repoType: "model" } });
  expect(checked.status).toBe(400);
});

test("pages of others change nothing, with a session or without", async () => {
  const { service } = running.hub;
  const session = service.people.createSession("ada", {
    scope: "write",
    expires: new Date(Date.now() + 1e6),
  });
  const change = (headers: Record<string, string>) =>
    running.request("/api/models/ada/repo/branch/csrf", {
      json: {},
      token: "",
      headers: { cookie: `hub_session=${session}`, ...headers },
    });
  expect((await change({ origin: "http://evil.example" })).status).toBe(403);
  expect((await change({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  // A form of another page cannot have the type that the API wants.
  expect((await change({ "content-type": "text/plain" })).status).toBe(415);
  const form = { method: "POST", headers: { "content-type": "text/plain" } };
  expect((await raw("/api/models/ada/repo/commit/main", form)).status).toBe(415);
  expect((await raw("/ada/repo.git/info/lfs/objects/batch", form)).status).toBe(415);
  expect((await change({ origin: running.url })).status).toBe(200);
  service.people.deleteSession(session);
  expect((await change({ origin: running.url })).status).toBe(401);
});

test("a name that was rebound to this machine is not answered", async () => {
  for (const path of ["/api/whoami-v2", "/ada/repo/resolve/main/README.md", "/api/models"])
    expect((await raw(path, { headers: { host: "evil.example" } })).status).toBe(421);
});

test("tokens and signatures are in no log, no answer and no file but the owner's", async () => {
  const { token } = running.hub;
  const [object] = await batch([{ oid: "0".repeat(64), size: 1 }]);
  await fetch(object?.actions?.upload?.href ?? "", { method: "PUT", body: "x" });
  await running.request(`/api/models/ada/${token}?token=${token}`);
  await running.request("/api/repos/create", { json: { name: "x", type: token } });
  const wrong = "hf_a-token-that-was-revoked";
  const answer = await running.request("/api/whoami-v2", { token: wrong });
  expect((await answer.text()) + JSON.stringify([...answer.headers])).not.toContain(wrong);
  const text = JSON.stringify(logged.filter((entry) => !JSON.stringify(entry).includes(`ada/${token}`)));
  expect(text).not.toMatch(/signature|hf_/);
  expect(text).not.toContain(token);
  for (const name of await readdir(running.folder, { recursive: true })) {
    if (name === "token") continue;
    const content = await readFile(join(running.folder, name)).catch(() => Buffer.alloc(0));
    expect(content.includes(token.slice(3)), name).toBe(false);
  }
});

test("a full disk is said to be full, and nothing else of it", async () => {
  const full = new StorageFullError("/srv/hub/objects");
  vi.spyOn(running.hub.service.blobs, "write").mockRejectedValueOnce(full);
  const [object] = await batch([{ oid: sha256(seededBytes(10, 3)), size: 10 }]);
  const answer = await fetch(object?.actions?.upload?.href ?? "", {
    method: "PUT",
    body: seededBytes(10, 3),
  });
  expect([answer.status, answer.headers.get("x-error-code")]).toEqual([507, "DiskFull"]);
  expect(await answer.text()).not.toContain("/home");
  const enospc = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  vi.spyOn(running.hub.service, "commit").mockRejectedValueOnce(enospc);
  expect((await commitOf({ key: "file", value: { path: "a", content: "a" } })).status).toBe(507);
});

test("a failure of the Hub's own tells a client nothing", async () => {
  vi.spyOn(running.hub.service, "list").mockImplementationOnce(() => {
    throw new Error("a secret of the Hub's");
  });
  const answer = await running.request("/api/models");
  expect([answer.status, (await answer.text()).includes("secret")]).toEqual([500, false]);
  expect(running.errors.splice(0)).toMatchObject([{ message: "a secret of the Hub's" }]);
});

test("bodies and queries that are not as expected are refused", async () => {
  const post = (path: string, body: string, type = "application/json") =>
    running.request(path, { method: "POST", body, headers: { "content-type": type } });
  for (const body of [
    "",
    "{",
    "[]",
    "1",
    '{"name":1}',
    '{"name":"a","extra":1}',
    '{"name":"a","__proto__":{}}',
  ])
    expect((await post("/api/repos/create", body)).status, body).toBe(400);
  expect((await post("/api/repos/create", `{"name":"${"x".repeat(17 * 2 ** 20)}"}`)).status).toBe(413);
  for (const query of [
    "limit=0",
    "limit=1001",
    "limit=x",
    "sort=size",
    "direction=2",
    "cursor=x",
    "expand=secrets",
    "unknown=1",
    "cursor=W10",
  ])
    expect((await running.request(`/api/models?${query}`)).status, query).toBe(400);
  for (const query of ["cursor=x", "limit=-1", "recursive=maybe"])
    expect((await running.request(`/api/models/ada/repo/tree/main?${query}`)).status, query).toBe(400);
});
