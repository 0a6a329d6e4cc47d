import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { DataFileError, DatasetArgumentError } from "../errors.ts";
import { builderOptions, type FormatName } from "./builders/options.ts";
import { type DataFile, dataFilesOf, filesIn, findInRepo, findLocal, patternsOf } from "./data-files.ts";
import type { DatasetConfig } from "./dataset-readme.ts";
import { formatOfFiles } from "./formats.ts";
import { type CommonOptions, parseCommonOptions, parseFormatOptions } from "./load-options.ts";
import { splitsOfNames } from "./split-names.ts";

/** What is to be read, and how; nothing of it was loaded yet. */
export interface LoadPlan {
  readonly format: FormatName;
  readonly splits: ReadonlyMap<string, readonly DataFile[]>;
  readonly formatOptions: object;
  readonly common: CommonOptions<string | readonly string[] | undefined>;
  /** Where files of the kind `hub` come from. */
  readonly repo?: { readonly repo: string; readonly commit: string } | undefined;
}

/** Python's names of options that a README may have for a format. */
const optionNames: Readonly<Record<string, string>> = {
  ...{ sep: "delimiter", delimiter: "delimiter", quotechar: "quote", skiprows: "skipRows", field: "field" },
  ...{ column_names: "columnNames", names: "columnNames", na_values: "nullValues", encoding: "encoding" },
  ...{ sample_by: "sampleBy", columns: "columns" },
};

/**
 * Finds out what a path, a name of a format or a repository stands for.
 *
 * @throws DatasetArgumentError, DataFileError, SplitError, and what the Hub's client throws
 */
export async function planLoad(path: string, options: object): Promise<LoadPlan> {
  const { common, rest } = parseCommonOptions(options);
  if (path in builderOptions) {
    if (common.dataFiles === undefined)
      throw new DatasetArgumentError(
        `dataFiles expected with the name of a format, as in loadDataset("${path}", { dataFiles: "data/*.${path}" })`,
        path,
      );
    const splits = await localSplits(patternsOf(common.dataFiles), resolve(common.dataDir ?? "."));
    const format = path as FormatName;
    return { format, splits, formatOptions: parseFormatOptions(format, rest), common };
  }
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) return planFolder(resolve(path), common, rest);
  if (info?.isFile() || /^https?:\/\//i.test(path)) {
    const splits = await localSplits(new Map([["train", [path]]]), resolve("."));
    return finish(splits, common, rest);
  }
  if (
    !/^[\w.-]+(\/[\w.-]+)?$/.test(path) ||
    /^\.{1,2}(\/|$)/.test(path) ||
    /\.(csv|tsv|jsonl?|txt|parquet|arrow|zip|gz|zst)$/.test(path)
  )
    throw new DataFileError(
      path,
      "a file or folder that is there, a format with dataFiles, or a repository of the Hub expected",
    );
  return planRepo(path, common, rest);
}

async function planFolder(
  folder: string,
  common: LoadPlan["common"],
  rest: Record<string, unknown>,
): Promise<LoadPlan> {
  const readme = join(folder, "README.md");
  const text = await readFile(readme, "utf8").catch(() => "");
  const config = await configFor(common, text, readme);
  const base = join(folder, common.dataDir ?? config?.dataDir ?? "");
  const patterns = common.dataFiles === undefined ? config?.dataFiles : patternsOf(common.dataFiles);
  if (common.dataFiles === undefined) checkInside(config, readme);
  if (patterns)
    return finish(
      await localSplits(patterns, base),
      withLabelsOf(config, common),
      withOptionsOf(config, rest),
    );
  const splits = splitsOfNames(await filesIn(base));
  if (splits.size === 0)
    throw new DataFileError(
      base,
      "a folder with csv, json, text, parquet or Arrow files expected, it has none",
    );
  const files = Array.from(splits, ([split, paths]) => {
    return [
      split,
      paths.map((each) => ({ kind: "file", path: join(base, each), name: join(base, each) }) as const),
    ] as const;
  });
  return finish(new Map(files), withLabelsOf(config, common), withOptionsOf(config, rest));
}

async function planRepo(
  repo: string,
  common: LoadPlan["common"],
  rest: Record<string, unknown>,
): Promise<LoadPlan> {
  const { downloadFile, listRepoFiles, repoCommit } = await import("@llm-course/hub");
  const { revision, token, endpoint } = common;
  const connection = {
    repo,
    repoType: "dataset",
    ...(token !== undefined && { token }),
    ...(endpoint !== undefined && { endpoint }),
  } as const;
  const commit = await repoCommit({ ...connection, revision: revision ?? "main" });
  const paths = (await listRepoFiles({ ...connection, revision: commit })).map((file) => file.path);
  const readme = `${repo}/README.md`;
  const text = paths.includes("README.md")
    ? await readFile(await downloadFile({ ...connection, path: "README.md", revision: commit }), "utf8")
    : "";
  const config = await configFor(common, text, readme);
  const dataDir = common.dataDir ?? config?.dataDir;
  const inside =
    dataDir === undefined ? paths : paths.filter((each) => each.startsWith(`${dataDir.replace(/\/$/, "")}/`));
  const patterns = common.dataFiles === undefined ? config?.dataFiles : patternsOf(common.dataFiles);
  const names = patterns ?? splitsOfNames(dataFilesOf(inside));
  if (names.size === 0)
    throw new DataFileError(
      repo,
      "a repository with csv, json, text, parquet or Arrow files expected, it has none",
    );
  const splits = new Map(Array.from(names, ([split, each]) => [split, findInRepo(each, inside, repo)]));
  return {
    ...finish(splits, withLabelsOf(config, common), withOptionsOf(config, rest)),
    repo: { repo, commit },
  };
}

/** Files that are named need no configuration, unless one is named, too. */
async function configFor(
  common: LoadPlan["common"],
  text: string,
  readme: string,
): Promise<DatasetConfig | undefined> {
  if (common.dataFiles !== undefined && common.name === undefined) return undefined;
  const { chooseConfig, configsOfReadme } = await import("./dataset-readme.ts");
  return chooseConfig(configsOfReadme(text, readme), common.name, readme);
}

async function localSplits(patterns: ReadonlyMap<string, readonly string[]>, folder: string) {
  const splits = new Map<string, readonly DataFile[]>();
  for (const [split, each] of patterns) splits.set(split, await findLocal(each, folder));
  return splits;
}

function finish(
  splits: ReadonlyMap<string, readonly DataFile[]>,
  common: LoadPlan["common"],
  rest: Record<string, unknown>,
): LoadPlan {
  const format = formatOfFiles([...splits.values()].flat().map((file) => file.name));
  return { format, splits, formatOptions: parseFormatOptions(format, rest), common };
}

/** A README names files beside it, and no others of this machine. @throws DataFileError */
function checkInside(config: DatasetConfig | undefined, readme: string): void {
  const paths = [config?.dataDir ?? "", ...[...(config?.dataFiles?.values() ?? [])].flat()];
  const outside = paths.find((path) => isAbsolute(path) || path.split(/[\\/]/).includes(".."));
  if (outside !== undefined)
    throw new DataFileError(readme, `files in the folder expected, found ${outside}`);
}

/** Types that the README says; those of the call win. */
function withLabelsOf(config: DatasetConfig | undefined, common: LoadPlan["common"]): LoadPlan["common"] {
  if (!config || config.labels.size === 0) return common;
  return { ...common, features: new Map([...config.labels, ...(common.features ?? [])]) };
}

/** What the README says of the format, and what the call says, which wins. */
function withOptionsOf(
  config: DatasetConfig | undefined,
  rest: Record<string, unknown>,
): Record<string, unknown> {
  const said = Object.entries(config?.options ?? {}).flatMap(([name, given]) => {
    const known = optionNames[name];
    return known ? [[known, given] as const] : [];
  });
  return { ...Object.fromEntries(said), ...rest };
}
