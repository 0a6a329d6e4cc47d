import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { StorageFullError } from "../../../src/local/store/errors.ts";
import { seededBytes } from "../running-hub.ts";
import { HubUnderAttack, sha256 } from "./hub-under-attack.ts";

let hub: HubUnderAttack;
beforeAll(async () => {
  hub = await HubUnderAttack.start();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => hub.running[Symbol.asyncDispose]());

test("an object with another sha256 or size is not kept", async () => {
  const content = seededBytes(1000, 7);
  const other = seededBytes(1000, 8);
  const named = { oid: sha256(content), size: 1000 };
  const [object] = await hub.batch([named]);
  const put = (body: Uint8Array<ArrayBuffer>) =>
    fetch(object?.actions?.upload?.href ?? "", { method: "PUT", body });
  for (const wrong of [other, content.slice(1), new Uint8Array([...content, 0]), new Uint8Array()]) {
    const answer = await put(wrong);
    expect([answer.status, answer.headers.get("x-error-code")]).toEqual([422, "InvalidObject"]);
  }
  const verify = () => fetch(object?.actions?.verify?.href ?? "", { method: "POST" });
  expect((await verify()).status).toBe(404);
  expect((await hub.batch([named]))[0]?.actions?.upload).toBeDefined();
  const commit = { key: "lfsFile", value: { path: "wrong.bin", algo: "sha256", ...named } };
  expect(await hub.commitOf(commit)).toMatchObject({ status: 422, code: "InvalidObject" });

  expect((await put(content)).status).toBe(200);
  expect((await verify()).status).toBe(200);
  const wrongSize = { ...commit, value: { ...commit.value, size: 999 } };
  expect(await hub.commitOf(wrongSize)).toMatchObject({ status: 422, code: "InvalidObject" });
  expect((await hub.commitOf(commit)).status).toBe(200);
});

test("who knows the sha256 of a private file does not get the file", async () => {
  const content = seededBytes(1000, 9);
  const object = { oid: sha256(content), size: 1000 };
  const [upload] = await hub.batch([object]);
  await fetch(upload?.actions?.upload?.href ?? "", { method: "PUT", body: content });
  const eve = hub.running.as("eve").accessToken;
  await hub.running.request("/api/repos/create", { json: { name: "thief" }, token: eve });
  // It has to be sent again, and a pointer alone is not taken.
  expect((await hub.batch([object], "upload", "eve/thief", eve))[0]?.actions?.upload).toBeDefined();
  expect((await hub.batch([object], "download", "eve/thief", eve))[0]?.error).toMatchObject({ code: 404 });
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
    hub.running.request("/api/models/eve/thief/commit/main", {
      ...{ method: "POST", token: eve, headers: { "content-type": "application/x-ndjson" } },
      body: given.map((line) => JSON.stringify(line)).join("\n"),
    });
  expect((await commit(lines.slice(0, 2))).status).toBe(422);
  // A pointer as a plain file can be committed, as by git; its object is not served.
  expect((await commit([lines[0] ?? {}, lines[2] ?? {}])).status).toBe(200);
  expect((await hub.running.request("/eve/thief/resolve/main/pointer.bin", { token: eve })).status).toBe(404);
});

test("a signed address does one thing, and nothing without its signature", async () => {
  const content = seededBytes(1000, 10);
  const [object] = await hub.batch([{ oid: sha256(content), size: 1000 }]);
  const href = object?.actions?.upload?.href ?? "";
  const unsigned = new URL(href);
  unsigned.searchParams.delete("signature");
  expect((await fetch(unsigned, { method: "PUT", body: content })).status).toBe(403);
  expect((await fetch(href, { method: "POST", body: "{}" })).status).toBe(403);
  expect((await fetch(href)).status).toBe(403);
  const { urls } = hub.running.hub.service;
  const old = urls.sign(
    hub.running.url,
    { action: "upload", type: "model", id: "ada/repo", oid: sha256(content), size: 1000 },
    -1,
  );
  const answer = await fetch(old, { method: "PUT", body: content });
  expect([answer.status, answer.headers.get("x-error-code")]).toEqual([403, "ExpiredUrl"]);
});

test("a full disk is said to be full, and nothing else of it", async () => {
  const full = new StorageFullError("/srv/hub/objects");
  vi.spyOn(hub.running.hub.service.blobs, "write").mockRejectedValueOnce(full);
  const [object] = await hub.batch([{ oid: sha256(seededBytes(10, 3)), size: 10 }]);
  const answer = await fetch(object?.actions?.upload?.href ?? "", {
    method: "PUT",
    body: seededBytes(10, 3),
  });
  expect([answer.status, answer.headers.get("x-error-code")]).toEqual([507, "DiskFull"]);
  expect(await answer.text()).not.toContain("/home");
  const enospc = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  vi.spyOn(hub.running.hub.service, "commit").mockRejectedValueOnce(enospc);
  expect((await hub.commitOf({ key: "file", value: { path: "a", content: "a" } })).status).toBe(507);
});
