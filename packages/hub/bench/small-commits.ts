import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createRepo, uploadFile } from "@huggingface/hub";
import { hubInChild } from "./hub-in-child.ts";

const commits = 100;
const run = promisify(execFile);
let round = 0;

/** Commits/s of small files by the official client, into a new repository. @param writers at once, on one branch */
export async function hubCommits(writers: number): Promise<number> {
  const { access } = await hubInChild();
  const repo = `ada/commits-${++round}`;
  await createRepo({ repo, ...access });
  const began = performance.now();
  let next = 0;
  const write = async () => {
    for (let number = next++; number < commits; number = next++) {
      const file = { path: `file-${number}.txt`, content: new Blob([`text ${number}`]) };
      await uploadFile({ repo, ...access, commitTitle: `commit ${number}`, file });
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return commits / ((performance.now() - began) / 1000);
}

/** Commits/s of the same files by `git add` and `git commit`, one after the other, into a bare repository. */
export async function gitCommits(): Promise<number> {
  const { folder } = await hubInChild();
  const bare = join(folder, `git-${++round}.git`);
  const work = join(folder, `work-${round}`);
  await mkdir(work);
  await run("git", ["init", "--quiet", "--bare", bare]);
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.bare=false"];
  const git = (...args: string[]) =>
    run("git", [...who, `--git-dir=${bare}`, `--work-tree=${work}`, ...args]);
  const began = performance.now();
  for (let number = 0; number < commits; number++) {
    const file = join(work, `file-${number}.txt`);
    await writeFile(file, `text ${number}`);
    await git("add", "--", file);
    await git("commit", "--quiet", "-m", `commit ${number}`);
  }
  return commits / ((performance.now() - began) / 1000);
}
