import { join } from "node:path";
import { uploadFiles } from "@huggingface/hub";
import { AutoConfig, env, pipeline } from "@huggingface/transformers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyClassifier } from "../tiny-classifier.ts";
import { type RunningHub, runningHub } from "./running-hub.ts";

let running: RunningHub;
let authorization: string | undefined;
const bert = {
  ...{ model_type: "bert", architectures: ["BertForSequenceClassification"] },
  id2label: { 0: "NEGATIVE", 1: "POSITIVE" },
};

beforeAll(async () => {
  running = await runningHub();
  env.remoteHost = `${running.url}/`;
  env.allowLocalModels = false;
  env.cacheDir = join(running.folder, "transformers-cache");
  env.fetch = (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    if (origin !== running.url) return Promise.reject(new Error(`transformers.js went to ${origin}`));
    const headers = new Headers(init?.headers);
    if (authorization !== undefined) headers.set("authorization", authorization);
    return fetch(input, { ...init, headers });
  };
  const files = Object.entries(await tinyClassifier(bert)).map(([path, content]) => ({
    path,
    content: new Blob([new Uint8Array(Buffer.from(content as string))]),
  }));
  for (const [name, visibility] of [
    ["open", "public"],
    ["closed", "private"],
  ] as const) {
    await running.request("/api/repos/create", { json: { name, visibility } });
    await uploadFiles({ ...running.ada, repo: `ada/${name}`, files });
  }
});
afterAll(() => running[Symbol.asyncDispose]());

test.each(["open", "closed"])("transformers.js loads a repository that is %s and runs it", async (name) => {
  authorization = name === "closed" ? `Bearer ${running.hub.token}` : undefined;
  const classify = await pipeline("text-classification", `ada/${name}`);
  const score = 1 / (1 + Math.exp(-15));
  expect(await classify("are happy")).toEqual([{ label: "POSITIVE", score: expect.closeTo(score, 6) }]);
  await classify.dispose();
});

test("transformers.js says so where there is no such repository, or none for others", async () => {
  authorization = undefined;
  // What the tests before have left in its cache is not asked for again.
  env.useFSCache = false;
  for (const name of ["closed", "missing"])
    await expect(AutoConfig.from_pretrained(`ada/${name}`)).rejects.toThrow(/config\.json/);
});
