import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rawRequest } from "../../test/raw-request.ts";
import { createApp, type RunningServer, serveFolder, startServer } from "../index.ts";

const root = mkdtempSync(join(tmpdir(), "serve-folder-"));
// Windows lets administrators make them.
const hasLinks = process.platform !== "win32";
let server: RunningServer;

beforeAll(async () => {
  const folder = join(root, "public");
  mkdirSync(join(folder, "sub"), { recursive: true });
  mkdirSync(join(root, "public-not"));
  for (const [name, text] of [
    ["public/a.txt", "0123456789"],
    ["public/with space é.txt", "named"],
    ["public/empty.txt", ""],
    ["public/sub/index.html", "<p>index</p>"],
    ["public/.env", "secret"],
    ["public-not/secret.txt", "secret"],
    ["secret.txt", "secret"],
  ] as const)
    writeFileSync(join(root, name), text);
  if (hasLinks) {
    symlinkSync(join(root, "secret.txt"), join(folder, "out.txt"));
    symlinkSync(root, join(folder, "out"));
    symlinkSync(join(root, "public-not"), join(folder, "beside"));
    symlinkSync(join(folder, "a.txt"), join(folder, "in.txt"));
  }
  const app = createApp({ onError: () => undefined });
  app.get("/files/*", serveFolder(folder));
  app.get("/*", serveFolder(folder));
  server = await startServer(app);
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers });

test("files are served with their type, below any route", async () => {
  const answer = await get("/files/a.txt");
  expect([answer.status, await answer.text()]).toEqual([200, "0123456789"]);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  expect(await (await get("/a.txt?query=1")).text()).toBe("0123456789");
  expect(await (await get("/files/with%20space%20%C3%A9.txt")).text()).toBe("named");
  expect(await (await get("/files/sub/")).text()).toBe("<p>index</p>");
  if (hasLinks) expect(await (await get("/files/in.txt")).text()).toBe("0123456789");
  expect(await (await get("/files/empty.txt")).text()).toBe("");
  const head = await fetch(`${server.url}/files/a.txt`, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("10");
});

test.each([
  "/files/../secret.txt",
  "/files/../../secret.txt",
  "/../secret.txt",
  "/files/%2e%2e/secret.txt",
  "/files/..%2fsecret.txt",
  "/files/%2e%2e%2fsecret.txt",
  "/files/..%5csecret.txt",
  "/files/..\\secret.txt",
  "/files/%252e%252e/secret.txt",
  "/files/sub/..%2f..%2fsecret.txt",
  "/files/%c0%ae%c0%ae/secret.txt",
  "/files/a.txt%00.html",
  "/files/a.txt::$DATA",
  "/files/C:/secret.txt",
  "/files//etc/passwd",
  "/files/%2fetc%2fpasswd",
  "/files/.env",
  "/files/%2eenv",
  "/files/out.txt",
  "/files/out/secret.txt",
  "/files/beside/secret.txt",
  "/files/sub/missing.txt",
  "/files/%",
])("nothing outside of the folder, and nothing hidden, is served: %s", async (path) => {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: close\r\n\r\n`;
  const { status, body } = await rawRequest(server.port, request);
  expect([400, 404]).toContain(status);
  expect(body).not.toMatch(/^secret|root:/);
});

test.each([
  ["bytes=2-4", 206, "234", "bytes 2-4/10"],
  ["bytes=7-", 206, "789", "bytes 7-9/10"],
  ["bytes=-3", 206, "789", "bytes 7-9/10"],
  ["bytes=5-100", 206, "56789", "bytes 5-9/10"],
  ["bytes=-100", 206, "0123456789", "bytes 0-9/10"],
  ["bytes=4-2", 200, "0123456789", null],
  ["bytes=0-1,3-4", 200, "0123456789", null],
  ["lines=1-2", 200, "0123456789", null],
] as const)("a range is served: %s", async (range, status, text, contentRange) => {
  const answer = await get("/files/a.txt", { range });
  expect([answer.status, await answer.text()]).toEqual([status, text]);
  expect(answer.headers.get("content-range")).toBe(contentRange);
});

test("a range outside of the file is refused", async () => {
  for (const range of ["bytes=10-", "bytes=-0"])
    expect((await get("/files/a.txt", { range })).status).toBe(416);
});

test("an ETag saves the second transfer, and guards ranges", async () => {
  const etag = (await get("/files/a.txt")).headers.get("etag") ?? "";
  // fetch would answer 200 from a cache of its own were it asked for one; it has none.
  expect((await get("/files/a.txt", { "if-none-match": `"other", W/${etag}` })).status).toBe(304);
  expect((await get("/files/a.txt", { "if-none-match": '"other"' })).status).toBe(200);
  expect((await get("/files/a.txt", { range: "bytes=0-1", "if-range": etag })).status).toBe(206);
  expect((await get("/files/a.txt", { range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
});
