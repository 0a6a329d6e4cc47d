import { createHash } from "node:crypto";
import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { listRepoCommits, listRepoFiles, login, pathsInfo } from "@llm-course/hub";
import { openPracticeHub, type PracticeHub } from "../../sharing/index.ts";

/** What a check works with: a Hub that is thrown away afterwards, and a folder. */
export interface Place {
  readonly hub: PracticeHub;
  readonly folder: string;
}

/** Runs a check with a Hub of its own, on which the learner's account is signed in; the environment is as before afterwards. */
export async function onAHub(work: (place: Place) => Promise<void>): Promise<void> {
  await using hub = await openPracticeHub({ profile: "offline" });
  await using folder = await mkdtempDisposable(join(tmpdir(), "exercise-4-"));
  await login({ token: hub.token });
  await work({ hub, folder: folder.path });
}

/** Writes files, by their paths with `/`. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, ...path.split("/"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** The files of a repository, but for `.gitattributes`, which the Hub writes: git's id of each, by its path. */
export async function filesOf(repo: string, revision = "main"): Promise<Record<string, string>> {
  const paths = (await listRepoFiles({ repo, revision })).map(({ path }) => path);
  const own = paths.filter((path) => path !== ".gitattributes").sort();
  if (own.length === 0) return {};
  const known = new Map(
    (await pathsInfo({ repo, revision, paths: own })).map(({ path, oid }) => [path, oid]),
  );
  return Object.fromEntries(own.map((path) => [path, known.get(path) ?? ""]));
}

/** Those of the files whose contents are not the ones that are expected. */
export function changed(
  files: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(expected).filter((path) => files[path] !== gitId(expected[path] ?? ""));
}

/** What git calls a file of this text: the SHA-1 of its length and its bytes. */
function gitId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** Ids of all commits, the newest first. */
export async function commitsOf(repo: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of listRepoCommits({ repo })) ids.push(id);
  return ids;
}
