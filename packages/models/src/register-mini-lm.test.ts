import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint, uploadFolder } from "@llm-course/hub";
import { localHub } from "@llm-course/hub/test-local-hub";
import { loadModel } from "@llm-course/training";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import "./register-mini-lm.ts";

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "models-"));
});
afterAll(() => rm(cache, { recursive: true }));

test("what the hub profile downloads can be trained on", { timeout: 120_000 }, async () => {
  const repo = "sentence-transformers/all-MiniLM-L6-v2";
  await using context = await localHub();
  vi.stubEnv("COURSE_CACHE", cache);
  const { hub } = context;
  hub.service.createOrganization("sentence-transformers", "ada");
  await hub.service.create(hub.service.viewerOf(hub.token), {
    ...{ type: "model", name: "all-MiniLM-L6-v2", organization: "sentence-transformers" },
  });
  const offline = await checkpoint(repo, { profile: "offline" });
  const { oid } = await uploadFolder({ repo, folder: offline.path, ignorePatterns: ["onnx/*"] });
  const downloaded = await checkpoint(repo, { profile: "hub", revision: oid });
  const { report, weights } = await loadModel(downloaded.path, { task: "feature-extraction" });
  expect(report).toMatchObject({ missing: [], unexpected: [] });
  expect(weights.size).toBeGreaterThan(90);
});
