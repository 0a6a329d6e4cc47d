import { existsSync } from "node:fs";
import { dirname } from "node:path";
import {
  checkpoint,
  createRepo,
  getToken,
  hubEnvironment,
  login,
  pushFolderToHub,
  repoExists,
  uploadFile,
  whoami,
} from "@llm-course/hub";
import "@llm-course/models";
import { expect, it, vi } from "vitest";
import { openPracticeHub } from "./open-practice-hub.ts";

it("is a Hub that signs nobody in, and leaves nothing behind", async () => {
  vi.stubEnv("HF_TOKEN", "hf_ofTheLearner");
  vi.stubEnv("HF_ENDPOINT", "https://hub.example");
  const hub = await openPracticeHub({ profile: "offline" });
  expect(hubEnvironment().endpoint).toBe(hub.url);
  expect(await getToken()).toBeUndefined();
  await login({ token: hub.token });
  expect(await whoami()).toMatchObject({ name: hub.user, orgs: [{ name: hub.organization }] });
  const { tokenPath } = hubEnvironment();

  const repo = `${hub.user}/practice`;
  const requests = await hub.requestsOf(() => createRepo({ repo, private: true }));
  expect(requests).toContainEqual({ method: "POST", path: "/api/repos/create", status: 200 });
  const add = (token: string | undefined) => uploadFile({ repo, path: "a.txt", content: "a", token });
  await expect(add(hub.readToken)).rejects.toThrow();
  expect(await repoExists({ repo, token: hub.readToken })).toBe(true);
  expect(await repoExists({ repo, token: hub.otherToken })).toBe(false);
  await add(hub.token);

  await hub[Symbol.asyncDispose]();
  expect(process.env.HF_TOKEN).toBe("hf_ofTheLearner");
  expect(hubEnvironment().endpoint).toBe("https://hub.example");
  expect(existsSync(dirname(tokenPath))).toBe(false);
  vi.unstubAllEnvs();
});

it("takes a local Hub where there is no token for the real one", async () => {
  vi.stubEnv("HF_TOKEN", "");
  vi.stubEnv("HF_TOKEN_PATH", "/there/is/no/token");
  await using hub = await openPracticeHub({ profile: "hub" });
  expect(hub.isLocal).toBe(true);
  vi.unstubAllEnvs();
});

it("tries models on their pages", { timeout: 120_000 }, async () => {
  const { path } = await checkpoint("llm-course/sentiment", { profile: "offline" });
  await using hub = await openPracticeHub({ profile: "offline" });
  const { repo } = await pushFolderToHub(path, {
    ...{ repo: `${hub.user}/sentiment`, token: hub.token },
    card: "---\npipeline_tag: text-classification\n---\n# Sentiment\n",
  });
  const answer = await fetch(`${hub.url}/${repo}/try`, {
    method: "POST",
    body: new URLSearchParams({ text: "What a wonderful course!" }),
    headers: { authorization: `Bearer ${hub.token}`, accept: "text/x-fragment+html" },
  });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toMatch(/positive/i);
});
