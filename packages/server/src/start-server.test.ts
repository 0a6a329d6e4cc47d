import { afterEach, expect, test, vi } from "vitest";
import { echoServer } from "../test/echo-server.ts";
import { connected, rawRequest, readAnswer } from "../test/raw-request.ts";
import {
  ListenError,
  type RequestLog,
  type ServerOptions,
  ServerOptionsError,
  startServer,
} from "./index.ts";

const token = "correct-horse-battery";
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(options?: ServerOptions) {
  const server = await echoServer(options);
  open.push(server);
  return server;
}

const get = (host: string, more = "") =>
  `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;

test("it listens on loopback and a free port", async () => {
  const server = await serve();
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect(await (await fetch(server.url)).json()).toEqual({ changes: 0 });
});

test("a name that was rebound to loopback is not answered", async () => {
  const { port } = await serve();
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
    expect((await rawRequest(port, get(host))).status).toBe(200);
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "localhost",
    `localhost:${port + 1}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `evil@localhost:${port}`,
    "",
  ]) {
    const { status, body } = await rawRequest(port, get(host));
    expect([host, status]).toEqual([host, 421]);
    expect(JSON.parse(body).error.code).toBe("unknown_host");
  }
});

test("two Host headers, none, and targets with a host of their own are refused", async () => {
  const { port } = await serve();
  const own = `localhost:${port}`;
  expect((await rawRequest(port, get(own, "Host: evil.example\r\n"))).status).toBe(400);
  expect((await rawRequest(port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).status).toBe(400);
  const absolute = `GET http://evil.example/ HTTP/1.1\r\nHost: ${own}\r\nConnection: close\r\n\r\n`;
  expect((await rawRequest(port, absolute)).status).toBe(400);
});

test.each([
  { origin: "http://evil.example" },
  { origin: "null" },
  { origin: "http://localhost:1" },
  { "sec-fetch-site": "cross-site" },
])("a page of somebody else changes nothing: %j", async (headers) => {
  const server = await serve();
  // Browsers send such a request without asking first.
  const sent = { method: "POST", headers: { "content-type": "text/plain", ...headers }, body: "x" };
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const answer = await fetch(`${server.url}/change`, { ...sent, method });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect((await answer.json()) as object).toMatchObject({ error: { code: "foreign_origin" } });
  }
  expect(server.state.changes).toBe(0);
});

test("its own pages, programs and allowed origins change something", async () => {
  const server = await serve({ allowedOrigins: ["http://localhost:8888"] });
  const post = (headers: Record<string, string>) =>
    fetch(`${server.url}/change`, { method: "POST", headers, body: "x" });
  expect((await post({})).status).toBe(200);
  expect((await post({ origin: server.url, "sec-fetch-site": "same-origin" })).status).toBe(200);
  const allowed = await post({ origin: "http://localhost:8888", "sec-fetch-site": "cross-site" });
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("http://localhost:8888");
  expect((await post({ origin: "http://localhost:8889" })).status).toBe(403);
  expect(server.state.changes).toBe(3);
});

test("an upgrade needs an own origin as well", async () => {
  const { port } = await serve();
  const upgrade = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n";
  expect((await rawRequest(port, get(`localhost:${port}`, upgrade))).status).toBe(403);
});

test("the question before a cross-origin request is answered for allowed origins, without a token", async () => {
  const { url } = await serve({ allowedOrigins: ["http://localhost:8888"], tokens: [token] });
  const ask = (origin: string) =>
    fetch(url, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
  const allowed = await ask("http://localhost:8888");
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
  const foreign = await ask("http://evil.example");
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
});

test("tokens are needed where there are any", async () => {
  const { url } = await serve({ tokens: [token, "another-long-token"] });
  const status = async (authorization?: string) =>
    (await fetch(url, { headers: authorization === undefined ? {} : { authorization } })).status;
  expect(await status()).toBe(401);
  expect(await status(`Bearer ${token}x`)).toBe(401);
  expect(await status(`Basic ${token}`)).toBe(401);
  expect(await status(`Bearer ${token}`)).toBe(200);
  expect(await status("bearer another-long-token")).toBe(200);
});

test.each<[ServerOptions, string]>([
  [{ host: "0.0.0.0" }, "tokens"],
  [{ host: "0.0.0.0", tokens: [token] }, "allowedHosts"],
  [{ host: "::", allowedHosts: ["box.lan"] }, "tokens"],
  [{ allowedHosts: ["box.lan"] }, "tokens"],
  [{ tokens: ["short"] }, "tokens"],
  [{ allowedOrigins: ["http://localhost:8888/"] }, "allowedOrigins"],
  [{ allowedHosts: ["http://box.lan"], tokens: [token] }, "allowedHosts"],
  [{ port: 70_000 }, "port"],
])("options that are not safe are refused: %j", async (options, option) => {
  const error = await startServer({ fetch: () => new Response() }, options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ServerOptionsError);
  expect(error.option).toBe(option);
  expect(error.message).not.toContain("short");
});

test("with tokens and names, others reach it by those names only", async () => {
  const { port } = await serve({ host: "0.0.0.0", tokens: [token], allowedHosts: ["box.lan"] });
  const authorized = `Authorization: Bearer ${token}\r\n`;
  expect((await rawRequest(port, get("box.lan:80", authorized))).status).toBe(200);
  expect((await rawRequest(port, get(`localhost:${port}`, authorized))).status).toBe(421);
  expect((await rawRequest(port, get("box.lan"))).status).toBe(401);
});

test("an app that authorizes requests itself is reached by others without fixed tokens", async () => {
  vi.spyOn(console, "error").mockReturnValueOnce();
  const paths: string[] = [];
  const authorize = async (request: Request) => {
    paths.push(new URL(request.url).pathname);
    if (request.headers.get("x-fail")) throw new Error("a secret of the server's");
    return request.headers.get("x-user") === "ada" ? undefined : new Response("who?", { status: 401 });
  };
  const server = await serve({ host: "0.0.0.0", authorize, allowedHosts: ["box.lan"] });
  const post = (more = "") =>
    rawRequest(
      server.port,
      `POST /change HTTP/1.1\r\nHost: box.lan\r\nConnection: close\r\nContent-Length: 1\r\n${more}\r\nx`,
    );
  expect(await post()).toMatchObject({ status: 401, body: "who?" });
  const failed = await post("x-fail: 1\r\n");
  expect([failed.status, failed.body.includes("secret")]).toEqual([500, false]);
  expect(server.state.changes).toBe(0);
  expect((await post("x-user: ada\r\n")).status).toBe(200);
  // The checks of Host and Origin come before it.
  expect((await post("x-user: ada\r\nOrigin: http://evil.example\r\n")).status).toBe(403);
  expect((await rawRequest(server.port, get("evil.example", "x-user: ada\r\n"))).status).toBe(421);
  expect(paths).toEqual(["/change", "/change", "/change"]);
  expect(server.state.changes).toBe(1);
});

test("a port that is taken is a typed error", async () => {
  const { port } = await serve();
  await expect(echoServer({ port })).rejects.toThrow(ListenError);
});

test("headers keep browsers from guessing, leaking and framing", async () => {
  const { headers } = await fetch((await serve()).url);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-frame-options")).toBe("DENY");
  const framed = await fetch((await serve({ frameAncestors: ["http://localhost:*"] })).url);
  expect(framed.headers.get("content-security-policy")).toBe("frame-ancestors http://localhost:*");
  expect(framed.headers.get("x-frame-options")).toBeNull();
});

test("a failure tells the client nothing of its cause, and unknown paths are JSON", async () => {
  const { url } = await serve();
  const failed = await fetch(`${url}/fail`);
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toMatch(/secret|at .*\.ts/);
  const missing = await fetch(`${url}/missing`);
  expect([missing.status, await missing.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
});

test("the log has neither queries nor headers", async () => {
  const entries: RequestLog[] = [];
  const { url } = await serve({ log: (entry) => entries.push(entry), tokens: [token] });
  await fetch(`${url}/?token=in-the-query`, {
    headers: { authorization: `Bearer ${token}`, cookie: "session=in-a-cookie" },
  });
  await fetch(`${url}/missing?key=in-the-query`);
  await expect.poll(() => entries.length).toBe(2);
  expect(entries.map(({ method, path, status }) => [method, path, status])).toEqual([
    ["GET", "/", 200],
    ["GET", "/missing", 401],
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/in-the-query|in-a-cookie|correct-horse/);
});

const chunked = (port: number) =>
  `POST /change HTTP/1.1\r\nHost: localhost:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`;

test("a body that is too large is refused by its length, and while it comes", async () => {
  const server = await serve({ limits: { maxBodyBytes: 1000 } });
  const post = (bytes: number) =>
    fetch(`${server.url}/change`, { method: "POST", body: "x".repeat(bytes) }).then(({ status }) => status);
  expect([await post(1000), await post(1001)]).toEqual([200, 413]);

  const socket = await connected(server.port);
  socket.write(chunked(server.port));
  // Never ends: the answer comes while it is still sent.
  const sending = setInterval(() => socket.writable && socket.write(`190\r\n${"x".repeat(400)}\r\n`), 5);
  const { status, body } = await readAnswer(socket);
  clearInterval(sending);
  expect([status, JSON.parse(body).error.code]).toEqual([413, "body_too_large"]);
  expect(server.state.changes).toBe(1);
});

test("too many headers, and too large ones, are refused", async () => {
  const { port } = await serve({ limits: { maxHeaders: 20, maxHeaderBytes: 4096 } });
  const headers = (count: number, size: number) =>
    Array.from({ length: count }, (_, i) => `x-${i}: ${"y".repeat(size)}\r\n`).join("");
  const status = async (more: string) => (await rawRequest(port, get(`localhost:${port}`, more))).status;
  expect(await status(headers(10, 10))).toBe(200);
  expect(await status(headers(30, 10))).toBe(431);
  expect(await status(headers(3000, 1))).toBe(431);
  expect(await status(headers(2, 4000))).toBe(431);
});

test("slow headers and slow bodies are cut off", async () => {
  const { port } = await serve({ limits: { headersTimeout: 200, requestTimeout: 400, checkInterval: 50 } });
  const dripping = [`GET / HTTP/1.1\r\nHost: localhost:${port}\r\n`, chunked(port)];
  for (const start of dripping) {
    const socket = await connected(port);
    socket.write(start);
    const drip = setInterval(
      () => socket.writable && socket.write(start.startsWith("G") ? "x: y\r\n" : "1\r\nx\r\n"),
      30,
    );
    const { status } = await readAnswer(socket);
    clearInterval(drip);
    expect(status).toBe(408);
  }
});

test.each([
  ["both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"],
  ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
  ["an odd encoding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
  ["a space before the colon", "Content-Length : 5\r\n\r\nhello"],
  ["a folded header", "X: a\r\n b\r\nContent-Length: 1\r\n\r\nx\r\n"],
  ["a negative length", "Content-Length: -1\r\n\r\n"],
  ["a wrong chunk size", "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"],
  ["lines that end with LF only", "Transfer-Encoding: chunked\n\n0\n\n"],
])("a request that two servers would read differently is refused: %s", async (_, rest) => {
  const server = await serve();
  const { status } = await rawRequest(
    server.port,
    `POST /change HTTP/1.1\r\nHost: localhost:${server.port}\r\n${rest}`,
  );
  expect(status).toBe(400);
  expect(server.state.changes).toBe(0);
});

test("connections above the limit are closed", async () => {
  const { port, url } = await serve({ limits: { maxConnections: 2 } });
  const held = [await connected(port), await connected(port)];
  expect((await rawRequest(port, get(`localhost:${port}`))).status).toBe(0);
  for (const socket of held) socket.destroy();
  await expect
    .poll(() =>
      fetch(url).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});
