import { stat } from "node:fs/promises";
import { AutoTokenizer, env, pipeline } from "@huggingface/transformers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { downloadFile, snapshotDownload, useHub } from "../src/index.ts";
import { HubServer } from "./hub-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { tinyClassifier } from "./tiny-classifier.ts";

const config = {
  model_type: "bert",
  architectures: ["BertForSequenceClassification"],
  id2label: { 0: "NEGATIVE", 1: "POSITIVE" },
};

/** transformers.js remembers for the process what it was told of a file: each test has repositories of its own. */
let count = 0;
const newId = () => `course/model-${++count}`;

let hub: HubServer;
let cache: Awaited<ReturnType<typeof temporaryFolder>>;
let before: Record<string, unknown>;

beforeEach(async () => {
  [hub, cache] = [await HubServer.start(), await temporaryFolder()];
  before = { ...env };
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HOME", cache.path);
  vi.stubEnv("HF_HUB_CACHE", "");
  vi.stubEnv("HF_HUB_OFFLINE", "");
  vi.stubEnv("HF_TOKEN", hub.token);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub[Symbol.asyncDispose]();
  await cache[Symbol.asyncDispose]();
});

async function classify(id: string, options: { revision?: string } = {}) {
  const classifier = await pipeline("text-classification", id, { dtype: "fp32", ...options });
  const [result] = (await classifier("are happy")) as { label: string }[];
  await classifier.dispose();
  return result?.label;
}

describe("transformers.js with useHub", () => {
  it("loads a private repository of HF_ENDPOINT, and is as before afterwards", async () => {
    const id = newId();
    hub.commit(id, await tinyClassifier(config), { isPrivate: true });
    {
      using _ = useHub(env);
      expect(await classify(id)).toBe("POSITIVE");
    }
    expect(env).toMatchObject({ remoteHost: before.remoteHost, useCustomCache: false, customCache: null });
    expect(env.fetch).toBe(before.fetch);
  });

  it("sends the token to the endpoint alone", async () => {
    const id = newId();
    hub.commit(id, await tinyClassifier(config), { isPrivate: true });
    using _ = useHub(env);
    await classify(id);
    const tokens = (host: string) =>
      new Set(hub.seen.filter((each) => each.host === host).map((each) => each.authorization));
    expect(tokens("hub")).toEqual(new Set([`Bearer ${hub.token}`]));
    expect(tokens("cdn")).toEqual(new Set([undefined]));
    // What transformers.js itself adds to a request to huggingface.co does not leave either.
    await env.fetch(`${hub.cdn}/picture.png`, { headers: { Authorization: `Bearer ${hub.token}` } });
    expect(hub.seen.at(-1)).toMatchObject({ host: "cdn", path: "/picture.png", authorization: undefined });
  });

  it("finds what our downloads have put into the cache, and the other way round", async () => {
    const [first, second] = [newId(), newId()];
    for (const id of [first, second]) hub.commit(id, await tinyClassifier(config));
    using _ = useHub(env);
    const folder = await snapshotDownload({ repo: first });
    const requests = hub.contentRequests().length;
    expect(await classify(first)).toBe("POSITIVE");
    expect(hub.contentRequests().length).toBe(requests);
    await classify(second);
    const loaded = hub.contentRequests().length;
    await downloadFile({ repo: second, path: "onnx/model.onnx" });
    expect(hub.contentRequests().length).toBe(loaded);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it("loads the newest commit of a branch, and what it has without a network", async () => {
    const id = newId();
    hub.commit(id, await tinyClassifier(config));
    using _ = useHub(env);
    expect(await classify(id)).toBe("POSITIVE");
    hub.commit(id, await tinyClassifier({ ...config, id2label: { 0: "no", 1: "yes" } }));
    expect(await classify(id)).toBe("yes");
    const seen = hub.seen.length;
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    expect(await classify(id)).toBe("yes");
    expect(hub.seen.length).toBe(seen);
  });

  it("says which repository is not there, or what it lacks", async () => {
    const [lost, bare] = [newId(), newId()];
    const { "tokenizer_config.json": __, ...files } = await tinyClassifier(config);
    hub.commit(bare, files);
    using _ = useHub(env);
    await expect(AutoTokenizer.from_pretrained(lost)).rejects.toMatchObject({
      ...{ name: "RepositoryNotFoundError", repo: lost },
    });
    await expect(pipeline("text-classification", lost)).rejects.toMatchObject({
      name: "RepositoryNotFoundError",
    });
    await expect(AutoTokenizer.from_pretrained(bare)).rejects.toMatchObject({
      ...{ name: "MissingTokenizerError", message: expect.stringContaining(`${bare}@main`) },
    });
  });

  it("keeps nothing of a file that arrives wrong", async () => {
    const id = newId();
    hub.commit(id, await tinyClassifier(config));
    using _ = useHub(env);
    hub.faults.content.push({ kind: "corrupt" });
    await expect(AutoTokenizer.from_pretrained(id)).rejects.toMatchObject({ name: "IntegrityError" });
    expect(await classify(id)).toBe("POSITIVE");
  });
});
