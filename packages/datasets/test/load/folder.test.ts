import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ClassLabel,
  type Dataset,
  DatasetDict,
  datasetCard,
  type Feature,
  fromRows,
  loadDataset,
  SplitError,
  value,
} from "../../src/index.ts";
import { rejection, workspace } from "./workspace.ts";

const space = workspace();
const numbers = (count: number) => `n\n${Array.from({ length: count }, (_, i) => i).join("\n")}\n`;
const column = async (dataset: Dataset) => dataset.column("n");

describe("loadDataset of a folder", () => {
  it("finds splits by the names of files and folders, and leaves out what has none", async () => {
    await space.file("words/my-train.csv", numbers(3));
    await space.file("words/dev.csv", numbers(2));
    await space.file("words/train/test.csv", numbers(1));
    await space.file("words/notes.csv", "other\n1\n");
    await space.file("words/.hidden/train.csv", "other\n1\n");
    await space.file("words/README.md", "# Words\n");
    const dict = await loadDataset(join(space.path, "words"));
    expect(dict).toBeInstanceOf(DatasetDict);
    expect(Object.entries(dict.numRows)).toEqual([
      ["train", 3],
      ["validation", 2],
      ["test", 1],
    ]);
    expect(dict.split("train").split).toBe("train");
    expect((await rejection((async () => dict.split("dev"))())).message).toBe(
      "one of the splits train, validation, test expected: dev",
    );
  });

  it("takes the names of shards first, and without names all as train", async () => {
    await space.file("shards/data/extra-00000-of-00002.jsonl", '{"n":0}\n');
    await space.file("shards/data/extra-00001-of-00002.jsonl", '{"n":1}\n');
    await space.file("shards/train.jsonl", '{"n":9}\n');
    expect(await column(await loadDataset(join(space.path, "shards"), { split: "extra" }))).toEqual([0, 1]);
    await space.file("plain/b.csv", "n\n2\n");
    await space.file("plain/a.csv", "n\n1\n");
    expect(await column(await loadDataset(join(space.path, "plain"), { split: "train" }))).toEqual([1, 2]);
    expect((await loadDataset(space.path, { dataDir: "plain" })).numRows).toEqual({ train: 2 });
  });

  it("takes the configs of the README, with their options", async () => {
    const readme = [
      "---",
      "configs:",
      "- config_name: one",
      "  data_files:",
      "  - split: train",
      "    path: a/*.csv",
      "  - split: held_out",
      "    path: [b/x.csv, b/y.csv]",
      "  sep: ';'",
      "  default: true",
      "- config_name: two",
      "  data_dir: c",
      "---",
      "# Some data",
    ].join("\n");
    await space.file("configs/README.md", readme);
    await space.file("configs/a/1.csv", "n;m\n1;2\n");
    await space.file("configs/b/x.csv", "n;m\n3;4\n");
    await space.file("configs/b/y.csv", "n;m\n5;6\n");
    await space.file("configs/c/train.jsonl", '{"n":7}\n');
    const folder = join(space.path, "configs");
    const dict = await loadDataset(folder);
    expect(dict.numRows).toEqual({ train: 1, held_out: 2 });
    expect(await dict.split("held_out").toRows()).toEqual([
      { n: 3, m: 4 },
      { n: 5, m: 6 },
    ]);
    expect(await column(await loadDataset(folder, { name: "two", split: "train" }))).toEqual([7]);
    expect((await rejection(loadDataset(folder, { name: "three" }))).message).toMatch(/it has one, two: /);
  });

  it("takes the names of classes from the README that datasetCard wrote", async () => {
    const features = new Map<string, Feature>([
      ["n", value("int64")],
      ["label", new ClassLabel(["ham", "spam"])],
    ]);
    const dataset = await fromRows(
      [
        { n: 1, label: 1 },
        { n: 2, label: 0 },
      ],
      { features },
    );
    const card = await datasetCard(dataset, { prettyName: "Mail", dataFiles: { train: "mail.csv" } });
    const folder = join(space.path, "card");
    await space.file("card/README.md", card);
    await space.file("card/mail.csv", "n,label\n1,spam\n2,ham\n");
    const loaded = await loadDataset(folder, { split: "train" });
    expect(await loaded.toRows()).toEqual([
      { n: 1, label: 1 },
      { n: 2, label: 0 },
    ]);
    expect([...loaded.features]).toEqual([...features]);
  });

  it("says what is wrong with a README", async () => {
    await space.file("broken/README.md", "---\nconfigs:\n- config_name: [\n---\n");
    expect((await rejection(loadDataset(join(space.path, "broken")))).message).toMatch(
      /line \d: yaml expected/,
    );
    for (const path of ["../../secret.csv", "/etc/hosts", "a/../../b"]) {
      await space.file("out/README.md", `---\nconfigs:\n- data_files: ${path}\n---\n`);
      expect((await rejection(loadDataset(join(space.path, "out")))).message).toMatch(
        /^files in the folder expected/,
      );
    }
    await space.file("bomb/README.md", `---\na: &a [x,x]\nb: &b [*a,*a]\nconfigs: [*b]\n---\n`);
    expect((await rejection(loadDataset(join(space.path, "bomb")))).message).toMatch(
      /yaml expected at its beginning/,
    );
  });

  it("says that there are no files, several formats, an unknown one, or no match", async () => {
    await space.file("empty/README.md", "");
    expect((await rejection(loadDataset(join(space.path, "empty")))).message).toMatch(/it has none: /);
    await space.file("both/train.csv", "n\n1\n");
    await space.file("both/test.jsonl", '{"n":1}\n');
    expect((await rejection(loadDataset(join(space.path, "both")))).message).toMatch(
      /found csv, json; choose some/,
    );
    const other = await space.file("picture.xyz", "");
    expect((await rejection(loadDataset(other))).message).toMatch(/^a file named \.csv, .*picture\.xyz$/);
    expect((await rejection(loadDataset("csv", { dataFiles: join(space.path, "no*.csv") }))).message).toMatch(
      /^files that match expected, there are none: .*no\*\.csv$/,
    );
    expect((await rejection(loadDataset("csv", { dataFiles: "gone.csv" }))).message).toMatch(
      /^a file that is there expected/,
    );
    expect((await rejection(loadDataset("csv"))).message).toMatch(
      /^dataFiles expected with the name of a format/,
    );
    expect((await rejection(loadDataset("./gone.csv"))).message).toMatch(/^a file or folder that is there/);
  });

  it("takes files for each split, and refuses options that a format has not", async () => {
    const a = await space.file("own/a.csv", numbers(4));
    const b = await space.file("own/b.csv", numbers(2));
    const dict = await loadDataset("csv", { dataFiles: { train: [a, b], more: b } });
    expect(dict.numRows).toEqual({ train: 6, more: 2 });
    const wrong = await rejection(loadDataset(a, { delimter: ";" } as never));
    expect(wrong.message).toMatch(/^one of the options .*delimiter.* expected for csv: delimter$/);
    expect((await rejection(loadDataset(a, { skipRows: -1 }))).message).toMatch(
      /^the option skipRows: .*: -1$/,
    );
  });
});

describe("split", () => {
  it("gives parts of splits, several together, and lists", async () => {
    const files = {
      train: await space.file("split/a.csv", numbers(10)),
      test: await space.file("split/b.csv", numbers(5)),
    };
    const load = (split: string) => loadDataset("csv", { dataFiles: files, split });
    expect(await column(await load("train[2:4]"))).toEqual([2, 3]);
    expect(await column(await load("train[-2:]"))).toEqual([8, 9]);
    expect(await column(await load("train[:10%]"))).toEqual([0]);
    expect(await column(await load("train[8:]+test[:2]"))).toEqual([8, 9, 0, 1]);
    expect((await load("all")).numRows).toBe(15);
    expect((await load("test")).split).toBe("test");
    const [first, second] = await loadDataset("csv", { dataFiles: files, split: ["train[:50%]", "test"] });
    expect([first?.numRows, second?.numRows]).toEqual([5, 5]);
    expect(await rejection(load("valid"))).toBeInstanceOf(SplitError);
  });

  it("loads the files of splits that are asked for, and no others", async () => {
    const dataFiles = {
      train: await space.file("lazy/a.csv", numbers(1)),
      test: await space.file("lazy/b.csv", ""),
    };
    expect((await loadDataset("csv", { dataFiles, split: "train" })).numRows).toBe(1);
  });
});
