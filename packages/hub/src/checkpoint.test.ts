import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HubServer } from "../test/hub-server.ts";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { type CheckpointOptions, checkpoint } from "./checkpoint.ts";
import {
  CheckpointRegistrationError,
  UnknownCheckpointError,
  UnpinnedRevisionError,
} from "./checkpoint-errors.ts";
import { type CheckpointEntry, registerCheckpoint } from "./checkpoint-registry.ts";
import { InvalidSettingError } from "./errors.ts";

const revision = "0123456789abcdef0123456789abcdef01234567";
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let hub: HubServer;
let count = 0;

/** The registry lives as long as the process, so each test registers ids of its own. */
function register(
  changes: Partial<CheckpointEntry> = {},
  offline: Partial<CheckpointEntry["offline"]> = {},
): string {
  count += 1;
  const id = `course/checkpoint-${count}`;
  registerCheckpoint({
    id,
    revision,
    task: "text-classification",
    offline: {
      name: "tiny-sentiment",
      standIn: true,
      description: "Trained on 300 mails, accuracy 0.92.",
      load: async () => folder.path,
      ...offline,
    },
    ...changes,
  });
  return id;
}

beforeEach(async () => {
  folder = await temporaryFolder();
  hub = await HubServer.start();
  vi.stubEnv("COURSE_PROFILE", "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await folder[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const fromHub = (id: string, options: CheckpointOptions = {}) =>
  checkpoint(id, {
    profile: "hub",
    endpoint: hub.endpoint,
    cacheDir: join(folder.path, "cache"),
    token: null,
    localFilesOnly: false,
    ...options,
  });

describe("the offline profile", () => {
  it("is the default, and names a stand-in as one", async () => {
    const id = register();
    const got = await checkpoint(id);
    expect(got).toMatchObject({
      id,
      profile: "offline",
      path: folder.path,
      standIn: true,
      name: "tiny-sentiment",
    });
    expect(got.task).toBe("text-classification");
    expect(`${got}`).toBe(
      `${id} (offline profile): NOT this checkpoint but a stand-in, tiny-sentiment. Trained on 300 mails, accuracy 0.92.`,
    );
    const display = (got as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")];
    expect(display?.call(got)).toEqual({ "text/plain": `${got}` });
  });

  it("says so when the weights are the checkpoint's own", async () => {
    const got = await checkpoint(
      register({}, { standIn: false, name: "embed-minilm", description: "fp16." }),
    );
    expect(got.standIn).toBe(false);
    expect(`${got}`).toContain("this checkpoint's own weights, from embed-minilm. fp16.");
  });

  it("lists the nearest ids and the way out for an id it does not know", async () => {
    const id = register();
    const error = await checkpoint(`${id}x`).catch((failure: UnknownCheckpointError) => failure);
    expect(error).toBeInstanceOf(UnknownCheckpointError);
    expect(error).toMatchObject({ id: `${id}x`, nearest: expect.arrayContaining([id]) });
    expect(String(error)).toMatch(new RegExp(`nearest known: .*${id}.*--profile hub.*: ${id}x$`));
  });

  it("has nothing for an entry of the hub profile alone", async () => {
    await expect(checkpoint(register({ offline: undefined }))).rejects.toThrow(UnknownCheckpointError);
  });

  it.each(["relative/folder", join(import.meta.dirname, "no-such-folder"), import.meta.filename])(
    "refuses %s from load()",
    async (path) => {
      await expect(checkpoint(register({}, { load: async () => path }))).rejects.toThrow(
        CheckpointRegistrationError,
      );
    },
  );

  it("gives the error of load() as it is", async () => {
    const reason = new Error("package is not installed");
    await expect(checkpoint(register({}, { load: () => Promise.reject(reason) }))).rejects.toBe(reason);
  });
});

describe("the hub profile", () => {
  const files = {
    "config.json": "{}",
    "onnx/model.onnx": Buffer.from("fp32"),
    "onnx/model_q4.onnx": Buffer.from("q4"),
  };

  it("downloads the pinned commit, even when the branch has moved on, and only what is needed", async () => {
    const pinned = hub.commit("course/tiny", { ...files, "model.safetensors": Buffer.from("big") });
    hub.commit("course/tiny", { "config.json": "moved on" });
    const id = register({ revision: pinned, repo: "course/tiny" });
    const got = await fromHub(id);
    const path = join(folder.path, "cache", "models--course--tiny", "snapshots", pinned);
    expect(got).toMatchObject({ id, profile: "hub", path, standIn: false, task: "text-classification" });
    expect(`${got}`).toBe(`${id} (hub profile): course/tiny@${pinned.slice(0, 12)} from the Hub`);
    expect((await readdir(path)).sort()).toEqual(["config.json", "onnx"]);
    expect(await readdir(join(path, "onnx"))).toEqual(["model.onnx"]);
    await fromHub(id, { dtype: "q4" });
    expect((await readdir(join(path, "onnx"))).sort()).toEqual(["model.onnx", "model_q4.onnx"]);
    await fromHub(id, { allowPatterns: ["*.safetensors"] });
    expect(existsSync(join(path, "model.safetensors"))).toBe(true);
  });

  it("downloads what an entry names besides", async () => {
    const pinned = hub.commit("course/tiny", {
      ...files,
      "model.safetensors": Buffer.from("big"),
      "tf_model.h5": "",
    });
    const id = register({ revision: pinned, repo: "course/tiny", alsoPatterns: ["model.safetensors"] });
    const { path } = await fromHub(id);
    expect((await readdir(path)).sort()).toEqual(["config.json", "model.safetensors", "onnx"]);
  });

  it("is chosen by COURSE_PROFILE, and the option wins over it", async () => {
    const pinned = hub.commit("course/tiny", files);
    const id = register({ revision: pinned, repo: "course/tiny" });
    vi.stubEnv("COURSE_PROFILE", "hub");
    expect((await fromHub(id, { profile: undefined })).profile).toBe("hub");
    expect((await checkpoint(id, { profile: "offline" })).profile).toBe("offline");
    vi.stubEnv("COURSE_PROFILE", "cloud");
    await expect(checkpoint(id)).rejects.toThrow(/invalid COURSE_PROFILE; expected offline or hub: cloud/);
    await expect(checkpoint(id)).rejects.toThrow(InvalidSettingError);
  });

  it("takes an id that is not registered with its commit only", async () => {
    const commit = hub.commit("ada/own-model", files);
    await expect(fromHub("ada/own-model")).rejects.toThrow(UnpinnedRevisionError);
    await expect(fromHub("ada/own-model", { revision: "main" })).rejects.toThrow(UnpinnedRevisionError);
    expect((await fromHub("ada/own-model", { revision: commit })).name).toBe(
      `ada/own-model@${commit.slice(0, 12)}`,
    );
  });
});

describe("registerCheckpoint", () => {
  it("refuses a branch for a revision, a second entry, and an entry that lacks something", () => {
    expect(() => register({ revision: "main" })).toThrow(CheckpointRegistrationError);
    expect(() => register({ task: "" })).toThrow(CheckpointRegistrationError);
    const id = register();
    expect(() => register({ id })).toThrow(/twice/);
  });
});
