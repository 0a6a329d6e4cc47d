import * as official from "@huggingface/hub";
import { expect } from "vitest";
import { type OfficialClient, type Operations, status, text } from "./official-client.ts";

/** Accounts and whole repositories. */
export function repositoryOperations({ running, c, newRepo, paths }: OfficialClient): Operations {
  return {
    async whoAmI() {
      expect(await official.whoAmI(c)).toMatchObject({
        ...{ type: "user", name: "ada", orgs: [] },
        auth: { type: "access_token", accessToken: { role: "write", createdAt: expect.any(Date) } },
      });
      expect(await status(official.whoAmI({ ...c, accessToken: "hf_wrong" }))).toBe(401);
    },

    async createRepo() {
      const files = [{ path: "notes/a.txt", content: text("hello") }];
      const repo = "ada/created";
      const { id, repoUrl } = await official.createRepo({ ...c, repo, files, license: "mit" });
      expect([id, repoUrl]).toEqual([repo, `${running.url}/ada/created`]);
      expect(await paths(repo)).toEqual([".gitattributes", "README.md", "notes/a.txt"]);
      expect(await (await official.downloadFile({ ...c, repo, path: "notes/a.txt" }))?.text()).toBe("hello");
      expect(await status(official.createRepo({ ...c, repo }))).toBe(409);
      expect(await status(official.createRepo({ ...c, repo: "ada/CREATED" }))).toBe(409);
      expect(await status(official.createRepo({ ...c, repo: "somebody/else" }))).toBe(403);
      const dataset = await official.createRepo({ ...c, repo: `datasets/${repo}`, visibility: "private" });
      expect(dataset.repoUrl).toBe(`${running.url}/datasets/ada/created`);
      expect(await official.repoExists({ repo: `datasets/${repo}`, hubUrl: running.url })).toBe(false);
    },

    async deleteRepo() {
      const repo = await newRepo("model");
      await official.deleteRepo({ ...c, repo });
      expect(await official.repoExists({ ...c, repo })).toBe(false);
      expect(await status(official.deleteRepo({ ...c, repo }))).toBe(404);
      await official.createRepo({ ...c, repo });
      expect(await official.countCommits({ ...c, repo })).toBe(1);
    },

    async repoExists() {
      const repo = await newRepo("space");
      expect(await official.repoExists({ ...c, repo })).toBe(true);
      expect(await official.repoExists({ ...c, repo: { type: "model", name: repo.name } })).toBe(false);
    },

    async checkRepoAccess() {
      const repo = await newRepo("dataset");
      await official.checkRepoAccess({ ...c, repo });
      await running.hub.service.settings(running.hub.service.viewerOf(c.accessToken), "dataset", repo.name, {
        private: true,
      });
      await official.checkRepoAccess({ ...c, repo });
      expect(await status(official.checkRepoAccess({ hubUrl: running.url, repo }))).toBe(404);
      expect(await status(official.checkRepoAccess({ ...running.as("eve"), repo }))).toBe(404);
    },
  };
}
