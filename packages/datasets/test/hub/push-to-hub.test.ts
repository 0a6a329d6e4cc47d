import { readFile } from "node:fs/promises";
import {
  createRepo,
  downloadFile,
  listRepoCommits,
  listRepoFiles,
  uploadFile,
  uploadFiles,
} from "@llm-course/hub";
import { allOf, localHub } from "@llm-course/hub/test-local-hub";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  ClassLabel,
  type Dataset,
  DatasetArgumentError,
  DatasetDict,
  type Feature,
  fromRows,
  list,
  loadDataset,
  value,
} from "../../src/index.ts";

const features = new Map<string, Feature>([
  ["text", value("string")],
  ["label", new ClassLabel(["ham", "spam"])],
  ["scores", list(value("float32"))],
]);

const rowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ text: `mail ${first + i}`, label: (first + i) % 2, scores: [0.5, first + i] },
  }));

const rows = (first: number, count: number): Promise<Dataset> =>
  fromRows(rowsFrom(first, count), { features }) as Promise<Dataset>;

const repo = "ada/mail";

async function paths(): Promise<string[]> {
  return (await listRepoFiles({ repo, repoType: "dataset" }))
    .map(({ path }) => path)
    .filter((path) => path !== ".gitattributes");
}

const readme = async () =>
  readFile(await downloadFile({ repo, repoType: "dataset", path: "README.md" }), "utf8");

const frontMatter = (text: string) => parse(text.split("---\n")[1] ?? "");

describe("pushToHub", () => {
  it("shares splits that loadDataset reads back, with types, and a README in step", async () => {
    await using _ = await localHub();
    const splits = new DatasetDict({ train: await rows(0, 5), test: await rows(5, 2) });
    const pushed = await splits.pushToHub("mail", { private: true, card: { prettyName: "Mail" } });
    expect(pushed.repo).toBe(repo);
    expect(await paths()).toEqual([
      ...["README.md", "data/test-00000-of-00001.parquet", "data/train-00000-of-00001.parquet"],
    ]);
    const loaded = await loadDataset(repo);
    expect(await loaded.split("train").toRows()).toEqual(rowsFrom(0, 5));
    expect(await loaded.split("test").toRows()).toEqual(rowsFrom(5, 2));
    expect(loaded.split("test").features).toEqual(features);
    const data = frontMatter(await readme());
    expect(data).toMatchObject({
      pretty_name: "Mail",
      size_categories: ["n<1K"],
      configs: [
        {
          config_name: "default",
          data_files: [
            { split: "train", path: "data/train-*" },
            { split: "test", path: "data/test-*" },
          ],
        },
      ],
      dataset_info: {
        features: [
          { name: "text", dtype: "string" },
          { name: "label", dtype: { class_label: { names: { 0: "ham", 1: "spam" } } } },
          { name: "scores", list: "float32" },
        ],
        splits: [
          { name: "train", num_examples: 5 },
          { name: "test", num_examples: 2 },
        ],
      },
    });
    const sizes = (await listRepoFiles({ repo, repoType: "dataset" })).filter(({ path }) =>
      path.startsWith("data/"),
    );
    expect(data.dataset_info.download_size).toBe(sizes.reduce((sum, { size }) => sum + size, 0));
    // Another reader of parquet, and of the note in which Python looks for the types.
    const file = await readFile(
      await downloadFile({ repo, repoType: "dataset", path: "data/test-00000-of-00001.parquet" }),
    );
    const found = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length),
    });
    expect(found.map(({ text }) => text)).toEqual(["mail 5", "mail 6"]);
  });

  it("writes shards, and takes old ones away when there are fewer", async () => {
    await using _ = await localHub();
    const train = await rows(0, 40);
    await train.pushToHub(repo, { maxShardSize: 500 });
    const shards = await paths();
    expect(shards.length).toBeGreaterThan(3);
    expect(shards.at(-1)).toMatch(/^data\/train-000\d\d-of-000\d\d\.parquet$/);
    expect(await (await loadDataset(repo, { split: "train" })).toRows()).toEqual(rowsFrom(0, 40));
    await new DatasetDict({ test: await rows(0, 3) }).pushToHub(repo);
    expect(await paths()).toEqual(["README.md", "data/test-00000-of-00001.parquet"]);
    expect((await loadDataset(repo)).numRows).toEqual({ test: 3 });
    expect(await allOf(listRepoCommits({ repo, repoType: "dataset" }))).toHaveLength(3);
  });

  it("puts a split beside those that are there, and keeps what people wrote", async () => {
    await using _ = await localHub();
    await (await rows(0, 4)).pushToHub(repo);
    const mine = `${(await readme()).replace("pretty_name: mail", "# a remark\npretty_name: My mail")}\nMy words.\n`;
    await uploadFile({ repo, repoType: "dataset", path: "README.md", content: mine });
    await uploadFile({ repo, repoType: "dataset", path: "data/notes.txt", content: "no data" });
    await (await rows(9, 2)).pushToHub(repo, { split: "test" });
    expect((await loadDataset(repo)).numRows).toEqual({ train: 4, test: 2 });
    const text = await readme();
    expect(text).toMatch(/# a remark\npretty_name: My mail/);
    expect(text).toMatch(/My words\.\n$/);
    expect(frontMatter(text).dataset_info.splits).toMatchObject([
      { name: "train", num_examples: 4 },
      { name: "test", num_examples: 2 },
    ]);
    expect(await paths()).toContain("data/notes.txt");
    const other = await fromRows([{ text: 1 }]);
    await expect(other.pushToHub(repo, { split: "more" })).rejects.toThrow(DatasetArgumentError);
    expect((await loadDataset(repo)).numRows).toEqual({ train: 4, test: 2 });
  });

  it("keeps configurations apart", async () => {
    await using _ = await localHub();
    await (await rows(0, 4)).pushToHub(repo, { configName: "english" });
    await new DatasetDict({ train: await rows(0, 1), test: await rows(0, 1) }).pushToHub(repo, {
      configName: "french",
    });
    expect(await paths()).toEqual([
      ...["README.md", "english/train-00000-of-00001.parquet"],
      ...["french/test-00000-of-00001.parquet", "french/train-00000-of-00001.parquet"],
    ]);
    expect((await loadDataset(repo, { name: "english" })).numRows).toEqual({ train: 4 });
    expect((await loadDataset(repo, { name: "french" })).numRows).toEqual({ train: 1, test: 1 });
    const infos = frontMatter(await readme()).dataset_info as { config_name: string }[];
    expect(infos.map(({ config_name }) => config_name)).toEqual(["english", "french"]);
  });

  it("loses no split of two pushes at once", async () => {
    await using _ = await localHub();
    await (await rows(0, 1)).pushToHub(repo);
    const names = ["a", "b", "c"];
    await Promise.all(names.map(async (split, i) => (await rows(i, i + 1)).pushToHub(repo, { split })));
    expect((await loadDataset(repo)).numRows).toEqual({ train: 1, a: 1, b: 2, c: 3 });
  });

  it("refuses splits of different types", async () => {
    await using context = await localHub();
    const test = await fromRows([{ text: "a", label: 0, scores: [1] }]);
    const splits = new DatasetDict({ train: await rows(0, 1), test });
    await expect(splits.pushToHub(repo)).rejects.toThrow(DatasetArgumentError);
    expect(context.answered).toEqual([]);
  });

  it("puts a split beside files that others have uploaded", async () => {
    await using _ = await localHub();
    await createRepo({ repo, repoType: "dataset" });
    const front = "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: mail.csv\n";
    await uploadFiles({
      ...{ repo, repoType: "dataset" },
      files: [
        { path: "README.md", content: `---\n${front}---\n# Mail\n` },
        { path: "mail.csv", content: "text\na\nb\n" },
      ],
    });
    await (await rows(0, 2)).pushToHub(repo, { split: "test" });
    expect(frontMatter(await readme()).configs).toEqual([
      {
        config_name: "default",
        data_files: [
          { split: "train", path: "mail.csv" },
          { split: "test", path: "data/test-*" },
        ],
      },
    ]);
  });

  it.each([
    ["a split", { split: "../x" }],
    ["a split whose pattern matches another's files", { split: "train-small" }],
    ["a configuration", { configName: "../x" }],
    ["a configuration in the default one's folder", { configName: "data" }],
    ["a size", { maxShardSize: 0 }],
  ])("refuses %s, and makes no repository", async (_, options) => {
    await using context = await localHub();
    await expect((await rows(0, 1)).pushToHub(repo, options)).rejects.toThrow(DatasetArgumentError);
    expect(context.answered).toEqual([]);
  });
});
