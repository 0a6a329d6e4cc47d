import { expect, it } from "vitest";
import { git } from "../../../test/git.ts";
import { InvalidRefNameError, RefExistsError, UnknownRevisionError } from "./errors.ts";
import { add, author, workshop } from "./workshop.fixture.ts";

it("resolves branches before tags before commit ids, and no expression of git's", async () => {
  await using it = await workshop();
  const first = await it.commit([add("a", "1")]);
  const second = await it.commit([add("a", "2")]);
  await it.repository.createBranch("x", first);
  await it.repository.createTag("x", second);
  await it.repository.createTag("v1", second, { message: "The first\n\nof many" });
  await it.repository.createBranch("feature/y", "v1");
  git(it.repository.folder, ["update-ref", "refs/pr/1", first]);
  const expected = {
    x: first,
    "refs/tags/x": second,
    main: second,
    v1: second,
    "feature/y": second,
    "refs/pr/1": first,
    [first]: first,
    [first.slice(0, 8)]: first,
  };
  for (const [revision, commit] of Object.entries(expected)) {
    expect([revision, await it.repository.resolve(revision)]).toEqual([revision, commit]);
  }
  const blob = (await it.repository.entry(first, "a"))?.oid ?? "";
  const others = [
    "",
    "main~1",
    "main^",
    "main:a",
    "@",
    "@{-1}",
    ":/A",
    "HEAD",
    "y",
    "--all",
    "x\nmain",
    "../x",
    blob,
  ];
  for (const revision of others) {
    expect([revision, await it.repository.resolve(revision)]).toEqual([revision, undefined]);
  }
});

it("makes, lists and removes branches and tags", async () => {
  await using it = await workshop();
  await expect(it.repository.createBranch("x")).rejects.toThrow(UnknownRevisionError);
  const first = await it.commit([add("a", "1")]);
  const second = await it.commit([add("a", "2")]);
  await it.repository.createBranch("dev/one", first);
  await it.repository.createTag("light", first);
  await it.repository.createTag("heavy", "main", { message: "Two\n\nlines", author });
  expect(await it.repository.refs()).toEqual({
    branches: [
      { name: "dev/one", commit: first },
      { name: "main", commit: second },
    ],
    tags: [
      { name: "heavy", commit: second, message: "Two\n\nlines" },
      { name: "light", commit: first },
    ],
  });
  await expect(it.repository.createBranch("main")).rejects.toThrow(RefExistsError);
  await expect(it.repository.createBranch("dev")).rejects.toThrow(RefExistsError);
  await expect(it.repository.createBranch("main/x")).rejects.toThrow(RefExistsError);
  await expect(it.repository.createTag("light", second)).rejects.toThrow(RefExistsError);
  await expect(it.repository.createTag("new", "nowhere")).rejects.toThrow(UnknownRevisionError);
  await it.repository.createBranch("dev/one", second, { overwrite: true });
  expect(await it.repository.resolve("dev/one")).toBe(second);
  await it.repository.createBranch("own", undefined, { empty: true });
  expect(await it.repository.tree((await it.repository.resolve("own")) ?? "")).toEqual([]);
  git(it.repository.folder, ["pack-refs", "--all"]);
  for (const name of ["dev/one", "own"]) await it.repository.deleteBranch(name);
  for (const name of ["light", "heavy"]) await it.repository.deleteTag(name);
  expect(await it.repository.refs()).toEqual({ branches: [{ name: "main", commit: second }], tags: [] });
  await expect(it.repository.deleteBranch("dev/one")).rejects.toThrow(UnknownRevisionError);
  await expect(it.repository.deleteTag("../heads/main")).rejects.toThrow(UnknownRevisionError);
  await expect(it.repository.deleteBranch("main")).rejects.toThrow(InvalidRefNameError);
  expect(git(it.repository.folder, ["fsck", "--strict", "--no-dangling"])).toBe("");
});

it("makes no branch or tag of a name that is none, and commits to none", async () => {
  await using it = await workshop();
  await it.commit([add("a", "1")]);
  await expect(it.repository.createBranch("a..b")).rejects.toThrow(InvalidRefNameError);
  await expect(it.repository.createTag("../x", "main")).rejects.toThrow(InvalidRefNameError);
  await expect(it.commit([], { branch: "--all" })).rejects.toThrow(InvalidRefNameError);
});
