import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { downloadFile, uploadFile } from "@huggingface/hub";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RunningHub, runningHub, seededBytes } from "./running-hub.ts";

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub({ multipartThreshold: 100_000 });
  const { service, token } = running.hub;
  await service.create(service.viewerOf(token), { type: "dataset", name: "repo" });
});
afterAll(() => running[Symbol.asyncDispose]());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const repo = "datasets/ada/repo";

interface Action {
  href: string;
  header?: Record<string, string>;
  expires_in: number;
}
interface Batch {
  transfer: string;
  objects: { oid: string; actions?: Record<string, Action>; error?: { code: number } }[];
}

async function batch(operation: string, content: Uint8Array, transfers?: string[]): Promise<Batch> {
  const answer = await running.request(`/${repo}.git/info/lfs/objects/batch`, {
    headers: { "content-type": "application/vnd.git-lfs+json" },
    json: {
      operation,
      objects: [{ oid: sha256(content), size: content.length }],
      ...(transfers && { transfers }),
    },
  });
  expect(answer.headers.get("content-type")).toBe("application/vnd.git-lfs+json");
  return (await answer.json()) as Batch;
}

test("the official client sends a large file in parts, and gets it back", async () => {
  const content = seededBytes(350_001, 5);
  const sent = vi.fn(fetch);
  const file = { path: "parts.bin", content: new Blob([content]) };
  await uploadFile({ ...running.ada, repo, file, fetch: sent });
  const parts = sent.mock.calls.filter(([, init]) => init?.method === "PUT");
  expect(parts).toHaveLength(4);
  const blob = await downloadFile({ ...running.ada, repo, path: "parts.bin" });
  expect(new Uint8Array((await blob?.arrayBuffer()) ?? [])).toEqual(content);
  expect(await readdir(join(running.folder, "uploads"))).toEqual([]);
});

test("an object comes in parts only where a client can, and asks or it is large", async () => {
  const [small, large] = [seededBytes(100_000, 1), seededBytes(100_001, 2)];
  const inParts = async (content: Uint8Array, transfers?: string[]) => {
    const { transfer, objects } = await batch("upload", content, transfers);
    return [transfer, objects[0]?.actions?.upload?.header?.chunk_size !== undefined];
  };
  expect(await inParts(small, ["basic", "multipart", "xet"])).toEqual(["basic", false]);
  expect(await inParts(large, ["basic", "multipart"])).toEqual(["multipart", true]);
  expect(await inParts(large, ["basic"])).toEqual(["basic", false]);
  expect(await inParts(large)).toEqual(["basic", false]);
  expect(await inParts(small, ["multipart"])).toEqual(["multipart", true]);
  expect(await inParts(small, ["xet"])).toEqual(["basic", false]);
});

test("parts can come again and in any order; what is missing or changed is not kept", async () => {
  const content = seededBytes(250_000, 3);
  const { actions } = (await batch("upload", content, ["multipart"])).objects[0] ?? {};
  const { href = "", header = {} } = actions?.upload ?? {};
  const piece = (number: number) => content.slice((number - 1) * 100_000, number * 100_000);
  const put = (number: number, body: Uint8Array<ArrayBuffer>) =>
    fetch(header[String(number).padStart(5, "0")] ?? "", { method: "PUT", body });
  const complete = (etags: (string | null)[]) =>
    fetch(href, {
      method: "POST",
      headers: { "content-type": "application/vnd.git-lfs+json" },
      body: JSON.stringify({
        oid: sha256(content),
        parts: etags.map((etag, i) => ({ partNumber: i + 1, etag })),
      }),
    });
  expect((await put(1, piece(2).slice(1))).status).toBe(422);
  expect((await put(3, new Uint8Array(50_001))).status).toBe(422);
  const wrong = await put(2, piece(1));
  const etags = [];
  for (const number of [3, 1, 2]) etags[number - 1] = (await put(number, piece(number))).headers.get("etag");
  const [first = "", second = "", third = ""] = etags;
  expect((await complete([first, second])).status).toBe(422);
  expect((await complete([first, second, '"0"'])).status).toBe(422);
  expect((await complete([first, wrong.headers.get("etag"), third])).status).toBe(422);
  expect((await batch("download", content)).objects[0]?.error?.code).toBe(404);
  expect((await complete([first, second, third])).status).toBe(200);
  expect((await fetch(actions?.verify?.href ?? "", { method: "POST", body: "{}" })).status).toBe(200);
  expect((await batch("upload", content)).objects[0]?.actions).toBeUndefined();
});

test("a download's address serves ranges without a token", async () => {
  const content = seededBytes(5000, 4);
  const upload = (await batch("upload", content)).objects[0]?.actions?.upload;
  expect((await fetch(upload?.href ?? "", { method: "PUT", body: content })).status).toBe(200);
  const download = (await batch("download", content)).objects[0]?.actions?.download;
  expect(download?.expires_in).toBeGreaterThan(60);
  const answer = await fetch(download?.href ?? "", { headers: { range: "bytes=4990-" } });
  expect([answer.status, new Uint8Array(await answer.arrayBuffer())]).toEqual([206, content.slice(4990)]);
});

test("an upload that breaks off leaves nothing, and can be sent again", async () => {
  // The HTTP library says on stderr that it could not answer.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const content = seededBytes(80_000, 6);
  const href = (await batch("upload", content)).objects[0]?.actions?.upload?.href ?? "";
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(content.slice(0, 40_000));
      setTimeout(() => controller.error(new Error("the client is gone")), 20);
    },
  });
  await expect(fetch(href, { method: "PUT", body: broken, duplex: "half" } as RequestInit)).rejects.toThrow();
  expect((await batch("download", content)).objects[0]?.error?.code).toBe(404);
  expect((await fetch(href, { method: "PUT", body: content })).status).toBe(200);
  expect((await batch("download", content)).objects[0]?.actions?.download).toBeDefined();
});

test("a path that git would not take for an LFS object is made one in .gitattributes", async () => {
  const file = { path: "odd name [1].dat", content: new Blob([seededBytes(1000, 8)]) };
  await uploadFile({ ...running.ada, repo, file });
  const attributes = await (await downloadFile({ ...running.ada, repo, path: ".gitattributes" }))?.text();
  expect(attributes?.split("\n").at(-2)).toBe(
    "/odd[[:space:]]name[[:space:]]\\[1\\].dat filter=lfs diff=lfs merge=lfs -text",
  );
  await uploadFile({ ...running.ada, repo, file: { ...file, content: new Blob([seededBytes(1000, 9)]) } });
  expect(await (await downloadFile({ ...running.ada, repo, path: ".gitattributes" }))?.text()).toBe(
    attributes,
  );
});

test("what nobody commits is collected when it is old, and what is committed is not", async () => {
  const { service } = running.hub;
  const orphan = seededBytes(700, 11);
  const href = (await batch("upload", orphan)).objects[0]?.actions?.upload?.href ?? "";
  await fetch(href, { method: "PUT", body: orphan });
  const kept = seededBytes(700, 12);
  await uploadFile({ ...running.ada, repo, file: { path: "kept.bin", content: new Blob([kept]) } });
  expect(await service.collectOrphans()).toEqual([]);
  const removed = await service.collectOrphans({ olderThanMs: -1 });
  expect(removed).toContain(sha256(orphan));
  expect(removed).not.toContain(sha256(kept));
  expect((await downloadFile({ ...running.ada, repo, path: "kept.bin" }))?.size).toBe(700);
  expect((await batch("upload", orphan)).objects[0]?.actions?.upload).toBeDefined();
});
