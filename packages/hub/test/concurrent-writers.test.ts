import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { Repository } from "../src/local/store/repository.ts";
import { git } from "./git.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const processes = 4;
const writers = 5;
const commits = 3;

it("twenty writers in four processes lose nothing and leave a linear history", {
  timeout: 120_000,
}, async () => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(join(folder.path, "r.git"));
  const script = join(import.meta.dirname, "store-writer.ts");
  const outputs = Array.from({ length: processes }, async (_, i) => {
    const args = [script, repository.folder, `p${i}`, `${writers}`, `${commits}`];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect(code).toBe(0);
    return output;
  });
  const acknowledged = (await Promise.all(outputs)).join("").trim().split("\n").sort();
  expect(acknowledged).toHaveLength(processes * writers * commits);
  const log = git(repository.folder, ["log", "--format=%s %H", "main"]).trim().split("\n");
  expect(log.sort()).toEqual(acknowledged);
  expect(git(repository.folder, ["rev-list", "--min-parents=2", "--count", "main"]).trim()).toBe("0");
  expect(git(repository.folder, ["rev-list", "--max-parents=0", "--count", "main"]).trim()).toBe("1");
  const files = git(repository.folder, ["ls-tree", "--name-only", "main"]).trim().split("\n");
  expect(files).toEqual(acknowledged.map((line) => line.split(" ")[0]));
  expect(git(repository.folder, ["fsck", "--strict", "--no-dangling"])).toBe("");
});

it("commits and pushes by git of the same moment all arrive", { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(join(folder.path, "r.git"));
  const author = { name: "Ada", email: "ada@example.org" };
  const commit = (name: string) =>
    repository.commit({
      branch: "main",
      title: name,
      author,
      operations: [{ kind: "add", path: name, content: Buffer.from(name) }],
    });
  await commit("first");
  const clone = join(folder.path, "clone");
  await mkdir(clone);
  git(folder.path, ["clone", "--quiet", "r.git", "clone"]);
  const committing = Array.from({ length: 10 }, (_, i) => commit(`c${i}`));
  for (let i = 0; i < 3; i++) {
    await writeFile(join(clone, `g${i}`), "");
    git(clone, ["add", "."]);
    git(clone, ["commit", "--quiet", "-m", `g${i}`]);
    const push = () => {
      try {
        git(clone, ["pull", "--quiet", "--rebase"]);
        git(clone, ["push", "--quiet"]);
        return true;
      } catch (error) {
        expect(String(error)).toMatch(/rejected|failed to (?:push|update)/);
        return false;
      }
    };
    while (!push()) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(committing);
  const files = git(repository.folder, ["ls-tree", "--name-only", "main"]).trim().split("\n");
  expect(files).toHaveLength(14);
  expect(git(repository.folder, ["rev-list", "--count", "main"]).trim()).toBe("14");
});
