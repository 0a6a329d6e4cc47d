import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { git } from "../../../test/git.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { RepositoryFolderError } from "./errors.ts";
import { Repository } from "./repository.ts";
import { add, workshop } from "./workshop.fixture.ts";

afterEach(() => vi.unstubAllEnvs());

it("is not led astray by the user's git: no settings, variables or hooks", async () => {
  await using it = await workshop();
  const home = join(it.path, "home");
  await mkdir(join(home, ".config/git"), { recursive: true });
  await mkdir(join(home, "hooks"));
  const witness = join(it.path, "hook-ran");
  const hook = `#!/bin/sh\ntouch ${witness}\n`;
  for (const hooks of [join(home, "hooks"), join(it.repository.folder, "hooks")]) {
    await mkdir(hooks, { recursive: true });
    await writeFile(join(hooks, "reference-transaction"), hook, { mode: 0o755 });
  }
  await writeFile(
    join(home, ".gitconfig"),
    `[core]\n\thooksPath = ${home}/hooks\n[log]\n\tshowSignature = true\n`,
  );
  vi.stubEnv("HOME", home);
  vi.stubEnv("XDG_CONFIG_HOME", join(home, ".config"));
  vi.stubEnv("GIT_DIR", join(home, "elsewhere"));
  vi.stubEnv("GIT_OBJECT_DIRECTORY", join(home, "objects"));
  vi.stubEnv("GIT_CONFIG_COUNT", "1");
  vi.stubEnv("GIT_CONFIG_KEY_0", "core.hooksPath");
  vi.stubEnv("GIT_CONFIG_VALUE_0", join(home, "hooks"));
  const commit = await it.commit([add("a", "1")]);
  expect(await it.repository.log(commit)).toHaveLength(1);
  await expect(stat(witness)).rejects.toThrow(/ENOENT/);
});

it("makes a repository whole or not at all, and none where something is", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "models/ada/m.git");
  await using repository = await Repository.create(path, { defaultBranch: "trunk" });
  expect(repository.defaultBranch).toBe("trunk");
  expect(await readdir(join(folder.path, "models/ada"))).toEqual(["m.git"]);
  await expect(Repository.create(path)).rejects.toThrow(RepositoryFolderError);
  const twice = [Repository.create(`${path}2`), Repository.create(`${path}2`)];
  expect((await Promise.allSettled(twice)).map(({ status }) => status).sort()).toEqual([
    "fulfilled",
    "rejected",
  ]);
  await expect(Repository.open(join(folder.path, "models"))).rejects.toThrow(RepositoryFolderError);
  await expect(Repository.open(join(folder.path, "none"))).rejects.toThrow(RepositoryFolderError);
  await using again = await Repository.open(path);
  expect(again.defaultBranch).toBe("trunk");
});

it("removes at open what dead writers left, once it is old, and nothing of living ones", async () => {
  await using it = await workshop();
  const { folder } = it.repository;
  const commit = await it.commit([add("a", "1")]);
  await mkdir(join(folder, "objects/incoming-x/pack"), { recursive: true });
  await mkdir(join(folder, "objects/pack"), { recursive: true });
  const leftovers = [
    "refs/heads/main.lock",
    "HEAD.lock",
    "packed-refs.lock",
    `objects/${commit.slice(0, 2)}/tmp_obj_x`,
    "objects/pack/tmp_pack_x",
    "objects/incoming-x/pack/tmp_pack_x",
    "../r.git.tmp-x",
  ];
  const exists = async () => {
    const found = await Promise.all(leftovers.map((name) => stat(join(folder, name)).catch(() => undefined)));
    return leftovers.filter((_, i) => found[i]);
  };
  for (const name of leftovers) await writeFile(join(folder, name), "");
  await (await Repository.open(folder)).close();
  expect(await exists()).toEqual(leftovers);
  const anHourAgo = new Date(Date.now() - 3_700_000);
  for (const name of [...leftovers, "objects/incoming-x/pack", "objects/incoming-x"]) {
    await utimes(join(folder, name), anHourAgo, anHourAgo);
  }
  await (await Repository.open(folder)).close();
  expect(await exists()).toEqual([]);
  expect(git(folder, ["fsck", "--strict"])).toBe("");
});

it("a lock that a dead writer left holds up an open repository only until it is old", async () => {
  await using it = await workshop();
  await it.commit([add("a", "1")]);
  const lock = join(it.repository.folder, "refs/heads/main.lock");
  await writeFile(lock, "");
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await utimes(lock, aMinuteAgo, aMinuteAgo);
  const commits = await Promise.all([it.commit([add("a", "2")]), it.commit([add("b", "3")])]);
  expect((await it.repository.log(commits[1])).map(({ id }) => id).slice(0, 2)).toEqual([
    commits[1],
    commits[0],
  ]);
});

it("answers after its git was ended, and after close", async () => {
  await using it = await workshop();
  const commit = await it.commit([add("a", "1")]);
  await it.repository.close();
  expect(await it.text(commit, "a")).toBe("1");
  const asked = [it.repository.entry(commit, "a"), it.repository.tree(commit)];
  const closed = it.repository.close();
  expect(await Promise.all(asked)).toEqual([expect.anything(), expect.anything()]);
  await closed;
  expect(await it.repository.entry(commit, "a")).toBeDefined();
});

it("sees what git packs and prunes meanwhile", async () => {
  await using it = await workshop();
  const first = await it.commit([add("a", "1")]);
  expect(await it.text(first, "a")).toBe("1");
  git(it.repository.folder, ["gc", "--quiet", "--prune=now"]);
  const second = await it.commit([add("b", "2")]);
  await it.repository.maintain();
  expect(await it.text(second, "a")).toBe("1");
  expect(await it.text(second, "b")).toBe("2");
});
