import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isGitPath } from "../../src/local/api/answer-error.ts";
import { apiRoutes } from "../../src/local/api/api-routes.ts";
import { gitRoutes } from "../../src/local/git/git-routes.ts";
import { lockRoutes } from "../../src/local/git/lock-routes.ts";
import { type RunningHub, runningHub } from "./running-hub.ts";

let running: RunningHub;
let eve: string;
let reader: string;
beforeAll(async () => {
  running = await runningHub();
  eve = running.as("eve").accessToken;
  reader = running.as("ada", "read").accessToken;
  const ada = running.hub.service.viewerOf(running.hub.token);
  for (const type of ["model", "dataset", "space"] as const)
    await running.hub.service.create(ada, { type, name: "secret", private: true });
});
afterAll(() => running[Symbol.asyncDispose]());

/** A body that each route takes, so that it is not refused for its form. */
const bodies: Record<string, object> = {
  preupload: { files: [] },
  commit: {},
  "paths-info": { paths: ["README.md"] },
  settings: { private: false },
  branch: {},
  tag: { tag: "v1" },
  "ask-access": {},
  cancel: {},
  handle: { user: "eve", status: "accepted" },
  grant: { user: "eve" },
  batch: { operation: "upload", objects: [] },
  locks: { path: "model.bin" },
  verify: {},
  unlock: {},
};
const reading = ["paths-info", "git-upload-pack"];

interface Call {
  method: string;
  path: string;
  name: string;
}

/** Every route of a repository but its pages, with the private one in it. */
function repositoryRoutes(): Call[] {
  const { service } = running.hub;
  const apps = [apiRoutes(service), gitRoutes(service, console.error), lockRoutes(service)];
  const calls = apps
    .flatMap(({ routes }) => routes)
    .flatMap(({ method, path }) => {
      if (method === "ALL" || !path.includes(":owner/:name") || path.startsWith("/lfs/")) return [];
      const filled = path
        .replace(/:types\{.*?\}/, path.startsWith("/api") ? "models" : "datasets")
        .replace(":owner/:name", "ada/secret")
        .replace("/info/lfs", ".git/info/lfs")
        .replace(/:status\{.*?\}/, "pending")
        .replace(/:lock\{.*?\}/, "1")
        .replace(/:kind\{.*?\}/, "xet-read-token")
        .replace("*", "main/README.md");
      const fixed = path.split("/").filter((part) => !/[:*]/.test(part));
      return [{ method, path: filled, name: fixed.at(-1) ?? "" }];
    });
  return [...new Map(calls.map((call) => [`${call.method} ${call.path}`, call])).values()];
}

const send = ({ method, path, name }: Call, token: string) => {
  const json = bodies[name];
  const ndjson = name === "commit" ? { "content-type": "application/x-ndjson" } : {};
  const given = method !== "GET" && json !== undefined ? { json } : {};
  return running.request(path, { method, token, headers: ndjson, ...given });
};

describe("a private repository of others does not exist", () => {
  test("on any route, for who is signed in, and for who is not", async () => {
    const routes = repositoryRoutes().filter(({ path }) => !path.includes("xet-"));
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes)
      for (const token of [eve, ""]) {
        const answer = await send(route, token);
        const got = [route.method, route.path, answer.status, answer.headers.get("x-error-code")];
        // git sends no token before it is asked for one, whether there is something or not.
        const refusal = token === "" && isGitPath(route.path) ? [401, "Unauthorized"] : [404, "RepoNotFound"];
        expect(got).toEqual([route.method, route.path, ...refusal]);
        expect(await answer.text()).toMatch(/no such repository/);
      }
  });

  test("and is in no list, count or tag", async () => {
    for (const token of [eve, ""]) {
      expect(await (await running.request("/api/models?author=ada", { token })).json()).toEqual([]);
      const overview = await (await running.request("/api/users/ada/overview", { token })).json();
      expect(overview).toMatchObject({ user: "ada", numModels: 0, numDatasets: 0, numSpaces: 0 });
      expect(await (await running.request("/api/models-tags-by-type", { token })).json()).toEqual({});
    }
    const own = await (await running.request("/api/models?author=ada&expand[]=private")).json();
    expect(own).toMatchObject([{ id: "ada/secret", private: true }]);
  });
});

test("a token for reading changes nothing on any route", async () => {
  const before = await (await running.request("/api/models/ada/secret")).json();
  const asked = { json: { paths: [".gitattributes"] }, token: reader };
  const info = await running.request("/api/models/ada/secret/paths-info/main", asked);
  expect(await info.json()).toMatchObject([{ path: ".gitattributes" }]);
  for (const route of repositoryRoutes().filter(({ method }) => method !== "GET")) {
    const answer = await send(route, reader);
    if (!reading.includes(route.name))
      expect([route.method, route.path, answer.status]).toEqual([route.method, route.path, 403]);
  }
  for (const [path, json] of [
    ["create", { name: "new" }],
    ["move", { fromRepo: "ada/secret", toRepo: "ada/moved" }],
  ] as const)
    expect((await running.request(`/api/repos/${path}`, { json, token: reader })).status).toBe(403);
  const remove = { method: "DELETE", json: { name: "secret", organization: "ada" }, token: reader };
  expect((await running.request("/api/repos/delete", remove)).status).toBe(403);
  expect(await (await running.request("/api/models/ada/secret", { token: reader })).json()).toEqual(before);
});

test("what changes something needs a token, and says which", async () => {
  await running.hub.service.create(running.hub.service.viewerOf(running.hub.token), {
    type: "model",
    name: "open",
  });
  for (const [method, path, json] of [
    ["POST", "/api/repos/create", { name: "x" }],
    ["POST", "/api/models/ada/open/branch/b", {}],
    ["POST", "/api/models/ada/open/preupload/main", { files: [] }],
    ["PUT", "/api/models/ada/open/settings", { private: true }],
  ] as const)
    for (const [token, message] of [
      ["", /token is needed/],
      ["hf_wrong", /Invalid credentials/],
    ] as const) {
      const answer = await running.request(path, { method, json, token });
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(answer.headers.get("x-error-message")).toMatch(message);
      expect(answer.headers.get("x-request-id")).toBeTruthy();
    }
});

test("an unknown repository, revision and file have the codes that clients read", async () => {
  for (const [path, code] of [
    ["/api/models/ada/nothing", "RepoNotFound"],
    ["/api/datasets/nobody/nothing/tree/main", "RepoNotFound"],
    ["/ada/nothing/resolve/main/a", "RepoNotFound"],
    ["/api/models/ada/secret/tree/nowhere", "RevisionNotFound"],
    ["/ada/secret/resolve/nowhere/README.md", "RevisionNotFound"],
    ["/ada/secret/resolve/main/nothing", "EntryNotFound"],
    ["/ada/secret/raw/main/nothing", "EntryNotFound"],
    ["/api/models/ada/secret/tree/main/nothing", "EntryNotFound"],
  ]) {
    const answer = await running.request(path ?? "");
    expect([path, answer.status, answer.headers.get("x-error-code")]).toEqual([path, 404, code]);
  }
});

test("members see what is an organization's, and change it by their role", async () => {
  const { service } = running.hub;
  const tokens = { write: running.as("writer").accessToken, read: running.as("member").accessToken };
  service.createOrganization("lab", "ada");
  service.people.setMember("lab", "writer", "write");
  service.people.setMember("lab", "member", "read");
  const create = (token: string, name: string) =>
    running.request("/api/repos/create", { json: { name, organization: "lab", private: true }, token });
  expect((await create(tokens.write, "ours")).status).toBe(200);
  expect((await create(tokens.read, "theirs")).status).toBe(403);
  const see = async (token: string) => (await running.request("/api/models/lab/ours", { token })).status;
  expect([await see(tokens.read), await see(running.hub.token), await see(eve)]).toEqual([200, 200, 404]);
  const change = (token: string) =>
    running.request("/api/models/lab/ours/settings", { method: "PUT", json: { private: false }, token });
  expect([(await change(tokens.read)).status, (await change(tokens.write)).status]).toEqual([403, 200]);
  const move = { fromRepo: "lab/ours", toRepo: "ada/taken" };
  expect((await running.request("/api/repos/move", { json: move, token: tokens.write })).status).toBe(403);
  const members = await (await running.request("/api/organizations/lab/members")).json();
  expect(members).toMatchObject([{ user: "ada", role: "admin" }, { user: "member" }, { user: "writer" }]);
  const whoami = await (await running.request("/api/whoami-v2", { token: tokens.write })).json();
  expect(whoami).toMatchObject({ name: "writer", orgs: [{ name: "lab", roleInOrg: "write" }] });
});

test("a gated repository is seen, and read by whom its authors let in", async () => {
  const { service } = running.hub;
  const ada = service.viewerOf(running.hub.token);
  await service.create(ada, {
    type: "dataset",
    name: "gated",
    gated: "manual",
    files: [{ path: "a", content: Buffer.from("a") }],
  });
  const bob = running.as("bob").accessToken;
  const file = (token: string) => running.request("/datasets/ada/gated/resolve/main/a", { token });
  const codes = async (token: string) => {
    const answer = await file(token);
    return [answer.status, answer.headers.get("x-error-code")];
  };
  const api = "/api/datasets/ada/gated/user-access-request";
  expect((await running.request("/api/datasets/ada/gated", { token: bob })).status).toBe(200);
  expect([await codes(""), await codes(bob)]).toEqual([
    [401, "GatedRepo"],
    [403, "GatedRepo"],
  ]);
  expect((await file(running.hub.token)).status).toBe(200);

  const asked = await running.request("/datasets/ada/gated/ask-access", {
    ...{ method: "POST", token: bob, body: new URLSearchParams({ why: "research" }) },
  });
  expect(await asked.json()).toEqual({ status: "pending" });
  expect(await codes(bob)).toEqual([403, "GatedRepo"]);
  expect((await running.request(`${api}/pending`, { token: bob })).status).toBe(403);
  const pending = await (await running.request(`${api}/pending`)).json();
  expect(pending).toMatchObject([
    { user: { user: "bob" }, status: "pending", fields: { why: ["research"] } },
  ]);

  const handle = (status: string) => running.request(`${api}/handle`, { json: { user: "bob", status } });
  await handle("rejected");
  expect(await codes(bob)).toEqual([403, "GatedRepo"]);
  await handle("accepted");
  expect((await file(bob)).status).toBe(200);
  expect(await (await running.request(`${api}/accepted`)).json()).toMatchObject([
    { grantedBy: { user: "ada" } },
  ]);
  expect((await running.request(`${api}/handle`, { json: { user: "eve", status: "accepted" } })).status).toBe(
    404,
  );
  expect((await running.request(`${api}/grant`, { json: { user: "eve" } })).status).toBe(200);
  expect((await file(eve)).status).toBe(200);
});
