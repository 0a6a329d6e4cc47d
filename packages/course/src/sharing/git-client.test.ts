import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepo, listRepoCommits } from "@llm-course/hub";
import { expect, it } from "vitest";
import { GitError, gitClient } from "./git-client.ts";
import { openPracticeHub } from "./open-practice-hub.ts";

it("clones from a private repository and pushes, and saves no token", { timeout: 60_000 }, async () => {
  await using hub = await openPracticeHub({ profile: "offline" });
  await using folder = await mkdtempDisposable(join(tmpdir(), "git-client-"));
  const repo = `${hub.user}/by-git`;
  await createRepo({ repo, private: true, token: hub.token });
  const clone = join(folder.path, "clone");
  const git = gitClient(hub);
  await git(folder.path, "clone", `${hub.url}/${repo}`, clone);
  await writeFile(join(clone, "a.txt"), "a\n");
  await git(clone, "add", "--all");
  await git(clone, "commit", "--message", "Add a");
  await git(clone, "push");
  const { value: newest } = await listRepoCommits({ repo, token: hub.token }).next();
  expect(newest).toMatchObject({ title: "Add a", id: await git(clone, "rev-parse", "HEAD") });
  expect(await readFile(join(clone, ".git", "config"), "utf8")).not.toContain(hub.token);

  const guest = gitClient({ ...hub, user: "guest", token: hub.otherToken as string });
  const failure = await guest(clone, "fetch").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GitError);
  expect(String(failure)).not.toContain(hub.otherToken);
});
