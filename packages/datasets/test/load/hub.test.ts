import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HubServer } from "@llm-course/hub/test-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClassLabel, fromRows, loadDataset, toParquet, value } from "../../src/index.ts";
import { rejection, workspace } from "./workspace.ts";

const space = workspace();
let hub: HubServer;
let home: string | undefined;
beforeAll(async () => {
  hub = await HubServer.start();
  home = process.env.HF_HUB_CACHE;
  process.env.HF_HUB_CACHE = join(space.path, "hub");
});
afterAll(async () => {
  if (home === undefined) delete process.env.HF_HUB_CACHE;
  else process.env.HF_HUB_CACHE = home;
  await hub[Symbol.asyncDispose]();
});

const at = () => ({ endpoint: hub.endpoint, token: null });

async function parquetOf(rows: readonly { n: number; label: number }[]): Promise<Buffer> {
  const path = join(space.path, "made.parquet");
  const features = new Map([["label", new ClassLabel(["no", "yes"])]]);
  await toParquet(
    await fromRows(rows, { features: new Map([["n", value("int64")], ...features] as never) }),
    path,
  );
  return readFile(path);
}

describe("loadDataset of a repository", () => {
  it("loads the shards of the splits that are asked for", async () => {
    hub.commit(
      "ada/votes",
      {
        "README.md": "# Votes",
        "data/train-00000-of-00002.parquet": await parquetOf([{ n: 1, label: 0 }]),
        "data/train-00001-of-00002.parquet": await parquetOf([{ n: 2, label: 1 }]),
        "data/test-00000-of-00001.parquet": await parquetOf([{ n: 3, label: 1 }]),
      },
      { type: "dataset" },
    );
    const train = await loadDataset("ada/votes", { ...at(), split: "train" });
    expect(await train.toRows()).toEqual([
      { n: 1, label: 0 },
      { n: 2, label: 1 },
    ]);
    expect((train.features.get("label") as ClassLabel).names).toEqual(["no", "yes"]);
    expect(hub.seen.some(({ path }) => path.includes("/resolve/") && path.includes("test-00000"))).toBe(
      false,
    );
    const dict = await loadDataset("ada/votes", at());
    expect(dict.numRows).toEqual({ train: 2, test: 1 });
  });

  it("takes configurations and revisions", async () => {
    const readme =
      "---\nconfigs:\n- config_name: en\n  data_files: en/*.csv\n- config_name: de\n  data_files:\n  - split: test\n    path: de/*\n---\n";
    const first = hub.commit(
      "ada/words",
      { "README.md": readme, "en/a.csv": "w\nold\n", "de/b.csv": "w\nalt\n" },
      { type: "dataset" },
    );
    hub.commit(
      "ada/words",
      { "README.md": readme, "en/a.csv": "w\nnew\n", "de/b.csv": "w\nneu\n" },
      { type: "dataset" },
    );
    const words = async (options: object) =>
      (await loadDataset("ada/words", { ...at(), ...options, split: "all" })).column("w");
    expect(await words({ name: "en" })).toEqual(["new"]);
    expect(await words({ name: "de", revision: first })).toEqual(["alt"]);
    expect(await words({ dataFiles: ["en/a.csv", "de/*.csv"] })).toEqual(["new", "neu"]);
    expect(await words({ dataFiles: "**/*.csv", dataDir: "de" })).toEqual(["neu"]);
    expect((await rejection(loadDataset("ada/words", at()))).message).toMatch(
      /a name of a configuration expected.* of en, de/,
    );
    expect((await rejection(words({ dataFiles: "fr/*.csv" }))).message).toMatch(
      /there are none: ada\/words\/fr/,
    );
  });

  it("says that there is no such repository", async () => {
    expect((await rejection(loadDataset("ada/nothing", at()))).name).toBe("RepositoryNotFoundError");
  });
});
