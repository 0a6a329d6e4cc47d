import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { HubUnderAttack } from "./hub-under-attack.ts";

let hub: HubUnderAttack;
beforeAll(async () => {
  hub = await HubUnderAttack.start();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => hub.running[Symbol.asyncDispose]());

test("HTML, SVG and scripts of a repository do not run", async () => {
  for (const path of ["page.html", "image.svg", "code.js", "a.xhtml"])
    for (const kind of ["resolve", "raw"]) {
      const { headers } = await hub.running.request(`/ada/repo/${kind}/main/${path}?noContentDisposition=1`);
      expect(headers.get("content-type")).toMatch(/^(text\/plain; charset=utf-8|application\/octet-stream)$/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
      if (kind === "resolve") expect(headers.get("content-disposition")).toMatch(/^attachment/);
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  expect(
    (await hub.running.request("/ada/repo/resolve/main/README.md")).headers.get("content-disposition"),
  ).toMatch(/^inline/);
});

test("a small card that unfolds to a huge one is no metadata, and takes no time", async () => {
  const bomb = [
    "a0: &a0 [x]",
    ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
  ];
  const card = `---\n${bomb.join("\n")}\n---\n`;
  expect((await hub.commitOf({ key: "file", value: { path: "README.md", content: card } })).status).toBe(200);
  const info = (await (await hub.running.request("/api/models/ada/repo")).json()) as object;
  expect(info).not.toHaveProperty("cardData");
  const checked = await hub.running.request("/api/validate-yaml", {
    json: { content: card, repoType: "model" },
  });
  expect(checked.status).toBe(400);
});

test("pages of others change nothing, with a session or without", async () => {
  const { service } = hub.running.hub;
  const session = service.people.createSession("ada", {
    scope: "write",
    expires: new Date(Date.now() + 1e6),
  });
  const change = (headers: Record<string, string>) =>
    hub.running.request("/api/models/ada/repo/branch/csrf", {
      json: {},
      token: "",
      headers: { cookie: `hub_session=${session}`, ...headers },
    });
  expect((await change({ origin: "http://evil.example" })).status).toBe(403);
  expect((await change({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  // A form of another page cannot have the type that the API wants.
  expect((await change({ "content-type": "text/plain" })).status).toBe(415);
  const form = { method: "POST", headers: { "content-type": "text/plain" } };
  expect((await hub.raw("/api/models/ada/repo/commit/main", form)).status).toBe(415);
  expect((await hub.raw("/ada/repo.git/info/lfs/objects/batch", form)).status).toBe(415);
  expect((await change({ origin: hub.running.url })).status).toBe(200);
  service.people.deleteSession(session);
  expect((await change({ origin: hub.running.url })).status).toBe(401);
});

test("a name that was rebound to this machine is not answered", async () => {
  for (const path of ["/api/whoami-v2", "/ada/repo/resolve/main/README.md", "/api/models"])
    expect((await hub.raw(path, { headers: { host: "evil.example" } })).status).toBe(421);
});

test("tokens and signatures are in no log, no answer and no file but the owner's", async () => {
  const { token } = hub.running.hub;
  const [object] = await hub.batch([{ oid: "0".repeat(64), size: 1 }]);
  await fetch(object?.actions?.upload?.href ?? "", { method: "PUT", body: "x" });
  await hub.running.request(`/api/models/ada/${token}?token=${token}`);
  await hub.running.request("/api/repos/create", { json: { name: "x", type: token } });
  const wrong = "hf_a-token-that-was-revoked";
  const answer = await hub.running.request("/api/whoami-v2", { token: wrong });
  expect((await answer.text()) + JSON.stringify([...answer.headers])).not.toContain(wrong);
  const text = JSON.stringify(hub.logged.filter((entry) => !JSON.stringify(entry).includes(`ada/${token}`)));
  expect(text).not.toMatch(/signature|hf_/);
  expect(text).not.toContain(token);
  for (const name of await readdir(hub.running.folder, { recursive: true })) {
    if (name === "token") continue;
    const content = await readFile(join(hub.running.folder, name)).catch(() => Buffer.alloc(0));
    expect(content.includes(token.slice(3)), name).toBe(false);
  }
});

test("a failure of the Hub's own tells a client nothing", async () => {
  vi.spyOn(hub.running.hub.service, "list").mockImplementationOnce(() => {
    throw new Error("a secret of the Hub's");
  });
  const answer = await hub.running.request("/api/models");
  expect([answer.status, (await answer.text()).includes("secret")]).toEqual([500, false]);
  expect(hub.running.errors.splice(0)).toMatchObject([{ message: "a secret of the Hub's" }]);
});

test("bodies and queries that are not as expected are refused", async () => {
  const post = (path: string, body: string, type = "application/json") =>
    hub.running.request(path, { method: "POST", body, headers: { "content-type": type } });
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
    expect((await hub.running.request(`/api/models?${query}`)).status, query).toBe(400);
  for (const query of ["cursor=x", "limit=-1", "recursive=maybe"])
    expect((await hub.running.request(`/api/models/ada/repo/tree/main?${query}`)).status, query).toBe(400);
});
