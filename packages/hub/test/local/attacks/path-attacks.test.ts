import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HubUnderAttack } from "./hub-under-attack.ts";

let hub: HubUnderAttack;
beforeAll(async () => {
  hub = await HubUnderAttack.start();
});
afterAll(() => hub.running[Symbol.asyncDispose]());

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

test("a path that leaves the repository is refused, in every operation", async () => {
  await writeFile(join(hub.running.folder, "secret"), "secret");
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
      const answer = await hub.commitOf(operation);
      expect([400, 404, 422], JSON.stringify(operation)).toContain(answer.status);
    }
    const sample = { files: [{ path, size: 1, sample: "" }] };
    expect((await hub.running.request("/api/models/ada/repo/preupload/main", { json: sample })).status).toBe(
      400,
    );
    const create = { name: "hostile", files: [{ path, content: "x" }] };
    expect((await hub.running.request("/api/repos/create", { json: create })).status).toBe(400);
    const infos = await hub.running.request("/api/models/ada/repo/paths-info/main", {
      json: { paths: [path] },
    });
    expect(infos.status === 400 || ((await infos.json()) as object[]).length === 0, path).toBe(true);
  }
  expect(
    (await (await hub.running.request("/api/models/ada/repo/commits/main")).json()) as object[],
  ).toHaveLength(1);
  expect((await hub.running.request("/api/models/ada/hostile")).status).toBe(404);
  expect(await readdir(join(hub.running.folder, "aside"))).toEqual([]);
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
      const { status, text } = await hub.raw(before + path);
      expect([400, 404], before + path).toContain(status);
      expect(text).not.toMatch(/^secret|root:/);
    }
});

test("names with characters that are none of a name's make nothing", async () => {
  const before = await readdir(hub.running.folder, { recursive: true });
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
    expect((await hub.running.request("/api/repos/create", { json: { name } })).status, name).toBe(400);
    const move = { fromRepo: "ada/repo", toRepo: `ada/${name}` };
    expect((await hub.running.request("/api/repos/move", { json: move })).status, name).toBe(400);
    const other = { name: "fine", organization: name };
    expect([400, 403], name).toContain(
      (await hub.running.request("/api/repos/create", { json: other })).status,
    );
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
    expect([400, 404], branch).toContain(
      (await hub.raw(path, { method: "POST", headers, body: "{}" })).status,
    );
    const tag = await hub.running.request("/api/models/ada/repo/tag/main", { json: { tag: branch } });
    expect(tag.status, branch).toBe(400);
  }
  expect((await readdir(hub.running.folder, { recursive: true })).length).toBe(before.length);
});
