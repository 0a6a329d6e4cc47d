import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GitClient, gitClient } from "./git-client.ts";
import { type RunningHub, runningHub } from "./running-hub.ts";

let hub: RunningHub;
let ada: GitClient;
let id: string;
let base: string;
beforeAll(async () => {
  hub = await runningHub();
  ada = await gitClient(hub.hub.token);
  const viewer = hub.hub.service.viewerOf(hub.hub.token);
  ({ id } = await hub.hub.service.create(viewer, { type: "model", name: "target" }));
  await ada.git(["clone", "--quiet", `${hub.url}/${id}`, "target"]);
  base = await ada.git(["rev-parse", "HEAD"], { in: "target" });
});
afterAll(async () => {
  await ada[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const here = { in: "target" };

/** An object of any bytes, whatever git thinks of it. */
const object = (type: string, content: string | Uint8Array) =>
  ada.git(["hash-object", "-t", type, "-w", "--stdin", "--literally"], { ...here, input: content });

/** A tree of items `[mode, name, id]`, in any order and of any names. */
const tree = (...items: [mode: string, name: string, oid: string][]) =>
  object(
    "tree",
    Buffer.concat(
      items.flatMap(([mode, name, oid]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]),
    ),
  );

const commitTree = (root: string) => ada.git(["commit-tree", root, "-p", base, "-m", "by hand"], here);

/** Pushes a tree as a commit; gives what git says. */
async function push(root: string, ref = "refs/heads/main") {
  return ada.try(["push", "origin", `${await commitTree(root)}:${ref}`], here);
}

async function expectRefused(result: { code: number | null; stderr: string }, says: RegExp) {
  expect(result.stderr).toMatch(says);
  expect(result.code).not.toBe(0);
  const refs = (await (await hub.request(`/api/models/${id}/refs`)).json()) as { branches: unknown[] };
  expect(refs.branches).toEqual([expect.objectContaining({ name: "main", targetCommit: base })]);
}

test.each([
  ["..", /\.\.|hasDotdot/],
  [".", /hasDot|no \./],
  [".git", /\.git/i],
  [".GIT", /\.git/i],
  ["git~1", /\.git/i],
  [".g\u200cit", /\.git/i],
  [".git ", /\.git/i],
  ["a\\b", /backslash/],
  ["C:evil", /drive letter/],
  ["a\nb", /control character/],
  ["a/b", /slash|fullPathname/i],
  ["", /name/i],
  ["x".repeat(300), /255 bytes/],
])("a path of a push made by hand is refused: %j", async (name, says) => {
  const blob = await object("blob", "x");
  await expectRefused(await push(await tree(["100644", name, blob])), says);
  const folder = await tree(["100644", "file", blob]);
  await expectRefused(await push(await tree(["40000", name, folder])), says);
});

test("a path that is no UTF-8 is refused", async () => {
  const blob = await object("blob", "x");
  const bytes = Buffer.concat([Buffer.from("100644 caf"), Buffer.from([0xe9, 0]), Buffer.from(blob, "hex")]);
  await expectRefused(await push(await object("tree", bytes)), /UTF-8/);
});

test("a path that is too long by its folders is refused, in commits below the newest, too", async () => {
  let folder = await tree(["100644", "file", await object("blob", "x")]);
  for (let depth = 0; depth < 6; depth++) folder = await tree(["40000", "d".repeat(200), folder]);
  await expectRefused(await push(folder), /1024 bytes/);
  const deep = await commitTree(folder);
  const above = await ada.git(["commit-tree", `${base}^{tree}`, "-p", deep, "-m", "hidden"], here);
  await expectRefused(await ada.try(["push", "origin", `${above}:main`], here), /1024 bytes/);
});

test.each([
  ["../../etc/passwd", /leads out of the repository/],
  ["/etc/passwd", /relative path/],
  ["C:/Windows", /relative path/],
  ["..\\..\\x", /relative path/],
  [".git/hooks/post-checkout", /relative path/],
  ["inner/../../x", /relative path/],
  ["..", /leads out of the repository/],
])("a symbolic link is refused: %j", async (target, says) => {
  await expectRefused(await push(await tree(["120000", "link", await object("blob", target)])), says);
});

test("a link may lead up as far as its folder is deep, and no further by being in two places", async () => {
  const inner = await tree(["120000", "link", await object("blob", "../README.md")]);
  const fine = await push(await tree(["40000", "folder", inner]), "refs/heads/links");
  expect(fine).toMatchObject({ code: 0 });
  await ada.git(["push", "--quiet", "origin", ":links"], here);
  await expectRefused(
    await push(await tree(["40000", "a", inner], ["120000", "link", await object("blob", "../README.md")])),
    /leads out/,
  );
});

test("a few trees that stand for more files than any disk holds are refused", async () => {
  const blob = await object("blob", "x");
  const names = Array.from({ length: 10 }, (_, i) => String(i));
  let bomb = await tree(...names.map((name): [string, string, string] => ["100644", name, blob]));
  for (let depth = 0; depth < 9; depth++)
    bomb = await tree(...names.map((name): [string, string, string] => ["40000", name, bomb]));
  await expectRefused(await push(bomb), /at most 1000000 files/);
});

test.each([
  ["ext::sh -c evil", /address has to begin/],
  ["file:///etc", /address has to begin/],
  ["/srv/other.git", /address has to begin/],
  ["-u./payload", /gitmodulesUrl|address has to begin/],
])("a submodule's address is refused: %j", async (url, says) => {
  const modules = await object("blob", `[submodule "x"]\n\tpath = x\n\turl = "${url}"\n`);
  await expectRefused(
    await push(await tree(["100644", ".gitmodules", modules], ["160000", "x", base])),
    says,
  );
});

test("git's own check is on: a submodule that runs a command is refused", async () => {
  const modules = await object(
    "blob",
    '[submodule "x"]\n\tpath = x\n\turl = https://example.org/x\n\tupdate = !evil\n',
  );
  await expectRefused(await push(await tree(["100644", ".gitmodules", modules])), /gitmodulesUpdate/);
});

test("a large file that is no LFS object is refused, and the message says how to make it one", async () => {
  await writeFile(join(ada.folder, "large.bin"), Buffer.alloc(10_000_000, 7));
  const blob = await ada.git(["hash-object", "-w", "--no-filters", "../large.bin"], here);
  await expectRefused(
    await push(await tree(["100644", "large.bin", blob])),
    /git lfs migrate import[\s\S]*large\.bin/,
  );
});

test("a pointer to an object that the repository does not have is refused", async () => {
  const pointer = (oid: string, size: number) =>
    object("blob", `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`);
  await expectRefused(
    await push(await tree(["100644", "model.bin", await pointer("ab".repeat(32), 5)])),
    /git lfs push --all/,
  );
});

test.each([
  "refs/hidden/x",
  "refs/heads/refs/heads/main",
  `refs/heads/${"ab".repeat(20)}`,
  "refs/pull/1/head",
])("a ref is refused: %s", async (ref) => {
  await expectRefused(
    await ada.try(["push", "origin", `${base}:${ref}`], here),
    /only branches and tags|invalid branch/,
  );
});

test("a tag that leads to no commit is refused, and the default branch cannot be removed", async () => {
  const blob = await object("blob", "x");
  await expectRefused(
    await ada.try(["push", "origin", `${blob}:refs/tags/x`], here),
    /has to lead to a commit/,
  );
  await expectRefused(
    await ada.try(["push", "origin", ":main"], here),
    /deletion of the current branch prohibited/,
  );
});

test("of several refs in a push none moves when one is refused", async () => {
  const good = await commitTree(`${base}^{tree}`);
  const bad = await commitTree(await tree(["100644", "C:x", await object("blob", "x")]));
  await expectRefused(
    await ada.try(["push", "origin", `${good}:refs/heads/main`, `${bad}:refs/heads/other`], here),
    /drive letter/,
  );
});
