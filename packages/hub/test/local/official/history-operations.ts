import * as official from "@huggingface/hub";
import { expect } from "vitest";
import { collect as all } from "../running-hub.ts";
import { type OfficialClient, type Operations, status, text } from "./official-client.ts";

/** Branches and commits. */
export function historyOperations({ c, newRepo, paths }: OfficialClient): Operations {
  return {
    async createBranch() {
      const repo = await newRepo("model", { "a.txt": text("a") });
      await official.createBranch({ ...c, repo, branch: "feature/one" });
      expect(await status(official.createBranch({ ...c, repo, branch: "feature/one" }))).toBe(409);
      await official.createBranch({ ...c, repo, branch: "feature/one", overwrite: true });
      await official.uploadFile({
        ...c,
        repo,
        branch: "feature/one",
        file: { path: "b.txt", content: text("b") },
      });
      expect(await paths(repo, "feature/one")).toContain("b.txt");
      expect(await paths(repo)).not.toContain("b.txt");
      await official.createBranch({ ...c, repo, branch: "feature/one", revision: "main", overwrite: true });
      expect(await paths(repo, "feature/one")).not.toContain("b.txt");
      await official.createBranch({ ...c, repo, branch: "empty", empty: true });
      expect(await paths(repo, "empty")).toEqual([]);
    },

    async deleteBranch() {
      const repo = await newRepo("model");
      await official.createBranch({ ...c, repo, branch: "old" });
      await official.deleteBranch({ ...c, repo, branch: "old" });
      expect(await status(official.deleteBranch({ ...c, repo, branch: "old" }))).toBe(404);
      expect(await status(official.deleteBranch({ ...c, repo, branch: "main" }))).toBe(400);
    },

    async listCommits() {
      const repo = await newRepo("space");
      for (const name of ["a", "b", "c"])
        await official.uploadFile({
          ...c,
          repo,
          commitTitle: `Add ${name}`,
          file: { path: name, content: text(name) },
        });
      const commits = await all(official.listCommits({ ...c, repo, batchSize: 2 }));
      expect(commits.map(({ title }) => title)).toEqual(["Add c", "Add b", "Add a", "initial commit"]);
      expect(commits[0]?.authors.map(({ username }) => username)).toEqual(["ada"]);
    },

    async countCommits() {
      const repo = await newRepo("model", { "a.txt": text("a") });
      expect(await official.countCommits({ ...c, repo })).toBe(2);
    },
  };
}
