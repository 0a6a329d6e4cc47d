import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { seededBytes } from "./running-hub.ts";

const piece = seededBytes(2 ** 20, 1);
const pieces = 256;
const size = pieces * piece.length;

/** 256 MiB that nobody holds. */
function* content() {
  for (let i = 0; i < pieces; i++) {
    // Each is another, so that order counts.
    piece[0] = i % 256;
    piece[1] = i >> 8;
    yield piece.slice();
  }
}

const reply = async (child: ChildProcess) =>
  (await once(child, "message"))[0] as Record<string, string & number>;

async function maxRss(child: ChildProcess): Promise<number> {
  child.send("memory");
  return (await reply(child)).maxRss ?? 0;
}

test("a large file goes in and out without being held in memory", {
  timeout: 240_000,
}, async () => {
  await using folder = await temporaryFolder();
  const child = fork(join(import.meta.dirname, "serve-in-child.ts"), [folder.path]);
  try {
    const { url = "", token = "" } = await reply(child);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const hash = createHash("sha256");
    for (const bytes of content()) hash.update(bytes);
    const oid = hash.digest("hex");
    const post = (path: string, body: object | string, more: object = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { ...headers, ...more },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    await post("/api/repos/create", { name: "large" });
    const before = await maxRss(child);
    const batch = await post("/ada/large.git/info/lfs/objects/batch", {
      operation: "upload",
      objects: [{ oid, size }],
    });
    const { objects } = (await batch.json()) as { objects: { actions: { upload: { href: string } } }[] };
    const put = await fetch(objects[0]?.actions.upload.href ?? "", {
      ...{ method: "PUT", body: ReadableStream.from(content()), duplex: "half" },
    } as RequestInit);
    expect(put.status).toBe(200);
    const lines = [
      { key: "header", value: { summary: "Add it" } },
      { key: "lfsFile", value: { path: "large.bin", algo: "sha256", oid, size } },
    ];
    const ndjson = lines.map((line) => JSON.stringify(line)).join("\n");
    expect(
      (await post("/api/models/ada/large/commit/main", ndjson, { "content-type": "application/x-ndjson" }))
        .status,
    ).toBe(200);
    const answer = await fetch(`${url}/ada/large/resolve/main/large.bin`);
    const received = createHash("sha256");
    for await (const bytes of answer.body as ReadableStream<Uint8Array>) received.update(bytes);
    expect(received.digest("hex")).toBe(oid);
    expect((await maxRss(child)) - before).toBeLessThan(150 * 2 ** 20);
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});
