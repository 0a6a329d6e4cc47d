import { cp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ServerOptionsError } from "@llm-course/server";
import { afterEach, expect, test, vi } from "vitest";
import {
  HubFolderInUseError,
  type LocalHub,
  type LocalHubOptions,
  startLocalHub,
} from "../../src/local/index.ts";
import { git } from "../git.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

async function folder(): Promise<string> {
  const made = await temporaryFolder();
  open.push(made);
  return made.path;
}

async function start(options: LocalHubOptions): Promise<LocalHub> {
  const hub = await startLocalHub(options);
  open.push(hub);
  return hub;
}

const ask = (hub: LocalHub, path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${hub.port}${path}`, { headers, redirect: "manual" });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A Hub with a model that has a card, and a private dataset. */
async function filled(path: string, options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  const hub = await start({ folder: path, user: "ada", ...options });
  const viewer = hub.service.viewerOf(hub.token);
  const card = Buffer.from("---\npipeline_tag: fill-mask\ntags: [tiny]\n---\n");
  await hub.service.create(viewer, {
    type: "model",
    name: "m",
    files: [{ path: "README.md", content: card }],
  });
  await hub.service.create(viewer, { type: "dataset", name: "d", private: true, gated: "auto" });
  return hub;
}

const lists = async (hub: LocalHub) =>
  Promise.all(
    ["/api/models?full=true", "/api/datasets?full=true"].map(async (path) =>
      (await ask(hub, path, bearer(hub.token))).json(),
    ),
  );

test("the first start makes a user and a token, which the next one has again", async () => {
  const path = await folder();
  const first = await start({ folder: path, user: "ada" });
  expect([first.user, first.token]).toEqual(["ada", await readFile(join(path, "token"), "utf8")]);
  if (process.platform !== "win32") expect((await stat(join(path, "token"))).mode & 0o777).toBe(0o600);
  expect(await (await ask(first, "/api/whoami-v2", bearer(first.token))).json()).toMatchObject({
    name: "ada",
  });
  await first.close();
  const second = await start({ folder: path, user: "somebody-else" });
  expect([second.user, second.token]).toEqual(["ada", first.token]);
  await second.close();
  await rm(join(path, "token"));
  const third = await start({ folder: path });
  expect([third.user, third.token === first.token]).toEqual(["ada", false]);
  expect(third.service.viewerOf(third.token)?.name).toBe("ada");
});

test("without an account, the user is named after the system's", async () => {
  const hub = await start({ folder: await folder() });
  expect(hub.user).toMatch(/^[A-Za-z0-9-]+$/);
});

test("the index of a Hub that was killed is made again, and so it is without one", async () => {
  const path = await folder();
  const hub = await filled(path);
  const before = await lists(hub);
  const { id } = (before[0] as { id: string }[])[0] ?? { id: "" };
  expect(id).toBe("ada/m");
  // What a process that is killed leaves: everything on disk, and an index that has not seen the last commit.
  const killed = await folder();
  await cp(path, killed, { recursive: true });
  hub.service.index.remove(hub.service.see(hub.service.viewerOf(hub.token), "model", "ada/m").key);
  const stale = await folder();
  await cp(path, stale, { recursive: true });
  for (const copy of [killed, stale]) {
    const again = await start({ folder: copy });
    expect(await lists(again)).toEqual(before);
  }
  await hub.close();
  for (const ending of ["", "-wal", "-shm"]) await rm(join(path, `hub.sqlite${ending}`), { force: true });
  const without = await start({ folder: path, user: "ada" });
  expect(await lists(without)).toEqual(before);
});

test("what a killed process left beside is removed", async () => {
  const path = await folder();
  await (await filled(path)).close();
  await writeFile(join(path, "aside", "half-a-repository"), "");
  const again = await start({ folder: path });
  await expect(stat(join(path, "aside", "half-a-repository"))).rejects.toThrow();
  expect((await lists(again))[0]).toHaveLength(1);
});

test("a folder has one Hub at a time, and a second one touches nothing of the first", async () => {
  const path = await folder();
  const hub = await filled(path);
  await writeFile(join(path, "aside", "being-made"), "");
  await expect(startLocalHub({ folder: path })).rejects.toThrow(HubFolderInUseError);
  expect(await readFile(join(path, "aside", "being-made"), "utf8")).toBe("");
  expect((await lists(hub))[0]).toHaveLength(1);
  await hub.close();
  await start({ folder: path });
});

test("what many commits left in many packs is packed when it starts", async () => {
  const path = await folder();
  const hub = await filled(path);
  for (const round of [1, 2, 3])
    await hub.service.commit(hub.service.viewerOf(hub.token), "model", "ada/m", {
      branch: "main",
      title: `Round ${round}`,
      operations: Array.from({ length: 60 }, (_, i) => ({
        ...{ kind: "add" as const, path: `${round}/${i}` },
        content: Buffer.from(`${round} ${i}`),
      })),
    });
  await hub.close();
  const repository = join(path, "repositories", "models", "ada", "m.git");
  const packs = async () =>
    (await readdir(join(repository, "objects", "pack"))).filter((name) => name.endsWith(".pack"));
  expect(await packs()).toHaveLength(3);
  git(repository, ["config", "gc.autoPackLimit", "2"]);
  const again = await start({ folder: path });
  await vi.waitFor(async () => expect(await packs()).toHaveLength(1), { timeout: 10_000 });
  expect(await (await ask(again, "/ada/m/resolve/main/3/59")).text()).toBe("3 59");
  await again.close();
  expect(git(repository, ["fsck", "--strict"])).toBe("");
});

test("where others reach it, nothing is answered without a token", async () => {
  const reachable = { host: "0.0.0.0", allowedHosts: ["127.0.0.1", "box.lan"] };
  const hub = await filled(await folder(), reachable);
  for (const path of [
    "/api/models",
    "/ada/m/resolve/main/README.md",
    "/api/whoami-v2",
    "/",
    "/ada/m",
    "/any/thing",
  ]) {
    const answer = await ask(hub, path);
    expect([path, answer.status, answer.headers.get("www-authenticate")]).toEqual([path, 401, "Bearer"]);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining("token") });
  }
  const git = await ask(hub, "/ada/m.git/info/refs?service=git-upload-pack");
  expect([git.status, git.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="Hub"']);
  expect((await ask(hub, "/api/models", bearer("hf_wrong"))).status).toBe(401);
  expect((await ask(hub, "/api/models", bearer(hub.token))).status).toBe(200);
  const basic = { authorization: `Basic ${Buffer.from(`ada:${hub.token}`).toString("base64")}` };
  expect((await ask(hub, "/ada/m/resolve/main/README.md", basic)).status).toBe(200);
  const expires = new Date(Date.now() + 1e6);
  const session = hub.service.people.createSession("ada", { scope: "read", expires });
  expect((await ask(hub, "/api/models", { cookie: `a=b; hub_session=${session}` })).status).toBe(200);
  expect((await ask(hub, "/lfs/models/ada/m/x?signature=x")).status).toBe(403);
});

test("an address that others reach needs the names it has", async () => {
  const path = await folder();
  await expect(startLocalHub({ folder: path, host: "0.0.0.0" })).rejects.toThrow(ServerOptionsError);
  // Nothing is left open.
  await (await start({ folder: path })).close();
});

test("links in answers are to where clients reach it, and a card is checked as what it is", async () => {
  const hub = await filled(await folder(), {
    publicUrl: "https://hub.example/",
  });
  const answer = await ask(hub, "/api/models/ada/m/tree/main?limit=1");
  expect(answer.headers.get("link")).toMatch(
    /^<https:\/\/hub\.example\/api\/models\/ada\/m\/tree\/main\?limit=1&cursor=/,
  );
  const checked = await fetch(`${hub.url}/api/validate-yaml`, {
    ...{ method: "POST", headers: { ...bearer(hub.token), "content-type": "application/json" } },
    body: JSON.stringify({ content: "---\nlicense: mit\nlicense: gpl\n---\n", repoType: "dataset" }),
  });
  expect([checked.status, await checked.json()]).toMatchObject([400, { errors: [{ line: 3 }] }]);
});

test("a repository moves with its likes, and its old name is free", async () => {
  const hub = await filled(await folder());
  const viewer = hub.service.viewerOf(hub.token);
  hub.service.like(viewer, "model", "ada/m", true);
  hub.service.createOrganization("lab", "ada");
  await hub.service.move(viewer, "model", "ada/m", "lab/renamed");
  expect((await ask(hub, "/api/models/ada/m")).status).toBe(404);
  expect(await (await ask(hub, "/api/models/lab/renamed")).json()).toMatchObject({
    likes: 1,
    tags: ["fill-mask", "tiny"],
  });
  expect((await ask(hub, "/lab/renamed/resolve/main/README.md")).status).toBe(200);
  await hub.service.move(viewer, "model", "lab/renamed", "lab/Renamed");
  expect(await (await ask(hub, "/api/models/lab/renamed")).json()).toMatchObject({
    id: "lab/Renamed",
    likes: 1,
  });
  await hub.service.create(viewer, { type: "model", name: "m" });
  await expect(hub.service.move(viewer, "model", "lab/renamed", "ada/M")).rejects.toMatchObject({
    code: "AlreadyExists",
  });
});
