import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as official from "@huggingface/hub";
import { describe, expect, it, vi } from "vitest";
import * as hub from "../src/index.ts";
import { allOf, localHub } from "./local-hub.ts";

describe("repositories", () => {
  it("are made, found, changed, renamed and deleted, as the official client sees it", async () => {
    await using context = await localHub();
    const { endpoint: hubUrl } = context;
    const accessToken = context.hub.token;
    const exists = (name: string) =>
      official.repoExists({ repo: { type: "dataset", name }, hubUrl, accessToken });
    const repo = "ada/mail";
    const target = { repo, repoType: "dataset" } as const;
    expect(await hub.repoExists(target)).toBe(false);
    expect(await hub.createRepo({ ...target, repo: "mail", private: true })).toEqual({
      ...{ id: repo, url: `${hubUrl}/datasets/${repo}` },
    });
    expect(await exists(repo)).toBe(true);
    expect(await hub.repoExists(target)).toBe(true);
    expect(await hub.repoExists({ ...target, token: null })).toBe(false);
    expect(await hub.repoInfo(target)).toMatchObject({
      ...{ id: repo, repoType: "dataset", author: "ada", private: true, gated: false },
      ...{ files: [".gitattributes"], sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
      createdAt: expect.any(Date),
    });
    await expect(hub.createRepo(target)).rejects.toMatchObject({ name: "ConflictError", statusCode: 409 });
    await hub.createRepo({ ...target, existOk: true });
    await hub.updateRepoSettings({ ...target, private: false, gated: "auto" });
    expect(await hub.repoInfo({ ...target, token: null })).toMatchObject({ private: false, gated: "auto" });
    await hub.moveRepo({ from: repo, to: "ada/post", repoType: "dataset" });
    expect(await exists("ada/post")).toBe(true);
    await hub.deleteRepo({ ...target, repo: "ada/post" });
    expect(await exists("ada/post")).toBe(false);
    await hub.deleteRepo({ ...target, missingOk: true });
    await expect(hub.deleteRepo(target)).rejects.toMatchObject({ name: "RepositoryNotFoundError" });
  });

  it("are listed by name, owner, tag and task, over pages", async () => {
    await using context = await localHub();
    for (const [name, task] of [
      ["mail-a", "text-classification"],
      ["mail-b", "fill-mask"],
      ["post", "fill-mask"],
    ] as const) {
      await hub.createRepo({ repo: `ada/${name}` });
      const content = `---\npipeline_tag: ${task}\nlicense: mit\n---\n# ${name}\n`;
      await hub.uploadFile({ repo: `ada/${name}`, path: "README.md", content });
    }
    await hub.createRepo({ repo: "ada/hidden", private: true });
    const names = async (options: hub.ListReposOptions) =>
      (await allOf(hub.listModels(options))).map(({ id }) => id).sort();
    expect(await names({ search: "mail" })).toEqual(["ada/mail-a", "ada/mail-b"]);
    expect(await names({ pipelineTag: "fill-mask", filter: "license:mit" })).toEqual([
      "ada/mail-b",
      "ada/post",
    ]);
    expect(await names({ author: "grace" })).toEqual([]);
    expect(await names({ token: null })).toEqual(["ada/mail-a", "ada/mail-b", "ada/post"]);
    expect(await names({ author: "ada" })).toHaveLength(4);
    expect(await names({ author: "ada", limit: 2 })).toHaveLength(2);
    expect(await names({ author: "ada", limit: 0 })).toEqual([]);
    const [first] = await allOf(hub.listModels({ search: "mail-a" }));
    expect(first).toMatchObject({ pipelineTag: "text-classification", cardData: { license: "mit" } });
    expect(await allOf(hub.listDatasets())).toEqual([]);
    expect(await allOf(hub.listSpaces())).toEqual([]);
    expect(context.answered.every(({ status }) => status === 200)).toBe(true);
  });

  it("have branches, tags and commits", async () => {
    await using context = await localHub();
    const repo = "ada/model";
    await hub.createRepo({ repo });
    const first = await hub.uploadFile({ repo, path: "a", content: "1", commitMessage: "First" });
    await hub.createBranch({ repo, branch: "try/this" });
    await expect(hub.createBranch({ repo, branch: "try/this" })).rejects.toMatchObject({
      name: "ConflictError",
    });
    await hub.createBranch({ repo, branch: "try/this", existOk: true });
    await hub.createTag({ repo, tag: "v1.0", tagMessage: "The first one" });
    await hub.createTag({ repo, tag: "v1.0", existOk: true });
    const second = await hub.uploadFile({
      ...{ repo, path: "a", content: "2", revision: "try/this" },
      ...{ commitMessage: "Second", commitDescription: "Why it is." },
    });
    const { branches, tags } = await hub.listRepoRefs({ repo });
    expect(branches).toEqual([
      { name: "main", ref: "refs/heads/main", commit: first.oid },
      { name: "try/this", ref: "refs/heads/try/this", commit: second.oid },
    ]);
    expect(tags).toEqual([{ name: "v1.0", ref: "refs/tags/v1.0", commit: first.oid }]);
    const commits = await allOf(hub.listRepoCommits({ repo, revision: "try/this" }));
    expect(commits.map(({ title }) => title)).toEqual(["Second", "First", "initial commit"]);
    expect(commits[0]).toMatchObject({ id: second.oid, authors: ["ada"], date: expect.any(Date) });
    expect(commits[0]?.message).toContain("Why it is.");
    const theirs = official.listCommits({
      ...{ repo, revision: second.oid, hubUrl: context.endpoint, accessToken: context.hub.token },
    });
    expect((await allOf(theirs)).map(({ oid }) => oid)).toEqual(commits.map(({ id }) => id));
    await hub.deleteTag({ repo, tag: "v1.0" });
    await hub.deleteBranch({ repo, branch: "try/this" });
    expect(await hub.listRepoRefs({ repo })).toMatchObject({ branches: [{ name: "main" }], tags: [] });
    const lost = { repo, branch: "lost" };
    await expect(hub.deleteBranch(lost)).rejects.toMatchObject({ name: "RevisionNotFoundError" });
  });

  it("of others cannot be changed, nor any without a token that may write", async () => {
    await using context = await localHub();
    await context.hub.service.createUser("grace");
    const token = await context.hub.service.createToken("ada", { name: "reader", scope: "read" });
    const calls = (options: { token: string | null }) => [
      hub.createRepo({ repo: "ada/x", ...options }),
      hub.createRepo({ repo: "grace/x", ...options }),
    ];
    for (const call of calls({ token })) await expect(call).rejects.toMatchObject({ name: "ForbiddenError" });
    for (const call of calls({ token: null }))
      await expect(call).rejects.toMatchObject({ name: "UnauthorizedError" });
    await hub.createRepo({ repo: "ada/there" });
    await hub.createRepo({ repo: "ada/there", token, existOk: true });
    await hub.deleteRepo({ repo: "ada/there" });
    await expect(hub.createRepo({ repo: "ada/x", token, existOk: true })).rejects.toMatchObject({
      name: "ForbiddenError",
    });
    await expect(hub.createRepo({ repo: "grace/x" })).rejects.toMatchObject({ name: "ForbiddenError" });
    expect(await allOf(hub.listModels())).toEqual([]);
  });
});

describe("login", () => {
  it("saves a token that the Hub knows, and no other", async () => {
    await using context = await localHub();
    vi.stubEnv("HF_TOKEN", "");
    await expect(hub.login({ token: "hf_unknown" })).rejects.toMatchObject({ name: "UnauthorizedError" });
    expect(await hub.getToken()).toBe(undefined);
    expect(await hub.login({ token: context.hub.token })).toMatchObject({ name: "ada" });
    expect(await readFile(join(context.home, "token"), "utf8")).toBe(context.hub.token);
    expect(await hub.whoami()).toMatchObject({ name: "ada" });
    await hub.logout();
    expect(await hub.getToken()).toBe(undefined);
  });
});
