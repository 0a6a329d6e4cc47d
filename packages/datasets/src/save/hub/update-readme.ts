import { z } from "zod";
import { DataFileError, DatasetArgumentError } from "../../errors.ts";
import type { FeatureMap } from "../../table/source.ts";
import { sizeCategory } from "../dataset-card.ts";
import { featuresToYaml } from "../features-yaml.ts";

/** Splits of a configuration that were written. */
export interface WrittenConfig {
  readonly name: string;
  /** The folder of its files. */
  readonly dataDir: string;
  readonly features: FeatureMap;
  readonly splits: readonly SplitFacts[];
  /** Whether splits that are not among these stay. */
  readonly keepOthers: boolean;
  /** Whether the README was written for them, and speaks of nothing else. */
  readonly isNew: boolean;
}

export interface SplitFacts {
  readonly name: string;
  /** Of the rows in Arrow. */
  readonly numBytes: number;
  readonly numRows: number;
}

const split = z.looseObject({ name: z.string(), num_bytes: z.number(), num_examples: z.number() });
const info = z.looseObject({
  config_name: z.string().optional(),
  features: z.array(z.unknown()).optional(),
  splits: z.array(split).default([]),
});
const dataFiles = z.array(z.looseObject({ split: z.string(), path: z.unknown() }));
const config = z.looseObject({ config_name: z.string().default("default"), data_files: z.unknown() });
const frontMatter = z.looseObject({
  dataset_info: z.union([z.array(info), info.transform((one) => [one])]).default([]),
  configs: z.array(config).default([]),
  size_categories: z.unknown(),
});

/**
 * Brings `dataset_info` and `configs` in the front matter of a README in step with what was written; all else of it stays.
 *
 * @param bytesIn the bytes of the files of a split, as they will be
 * @throws DataFileError for front matter that cannot be read; DatasetArgumentError where splits that stay have other features
 */
export async function updateReadme(
  text: string,
  written: WrittenConfig,
  bytesIn: (split: string) => number,
): Promise<string> {
  const { parseDocument } = await import("yaml");
  const [whole = "", yaml = ""] = /^\uFEFF?---\r?\n([\s\S]*?)(?:\r?\n)?---(?:\r?\n|$)/.exec(text) ?? [];
  const document = parseDocument(yaml);
  const parsed = frontMatter.safeParse(
    document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 0 }) ?? {}),
  );
  if (!parsed.success)
    throw new DataFileError(
      "README.md",
      `front matter with dataset_info and configs as the Hub knows them expected; correct or remove it on the Hub`,
      { cause: document.errors[0] ?? parsed.error },
    );
  const {
    dataset_info: infos,
    configs,
    size_categories: sizes,
  } = written.isNew ? { dataset_info: [], configs: [], size_categories: [] } : parsed.data;
  const newInfo = infoOf(written, infos.find(isNamed(written.name)), bytesIn);
  const others = infos.filter((each) => !isNamed(written.name)(each));
  const allInfos = [...others, newInfo].map(({ config_name = "default", ...rest }) => ({
    config_name,
    ...rest,
  }));
  const [only, ...more] = allInfos;
  const { config_name, ...unnamed } = only as (typeof allInfos)[number];
  const isPlain = more.length === 0 && config_name === "default";
  document.set("dataset_info", document.createNode(isPlain ? unnamed : more.length === 0 ? only : allInfos));
  document.set("configs", document.createNode(configsOf(written, configs, newInfo.splits)));
  if (sizes !== undefined) {
    const rows = allInfos.flatMap(({ splits }) => splits).reduce((sum, each) => sum + each.num_examples, 0);
    document.set("size_categories", document.createNode([sizeCategory(rows)]));
  }
  return `---\n${document}---\n${text.slice(whole.length)}`;
}

type Info = z.output<typeof info>;

function isNamed(name: string): (given: { config_name?: string | undefined }) => boolean {
  return ({ config_name = "default" }) => config_name === name;
}

function infoOf(
  { name, features: map, splits, keepOthers }: WrittenConfig,
  old: Info | undefined,
  bytesIn: (split: string) => number,
) {
  const features = featuresToYaml(map);
  const names = new Set(splits.map((each) => each.name));
  const kept = keepOthers ? (old?.splits ?? []).filter((each) => !names.has(each.name)) : [];
  if (kept.length > 0 && old?.features && JSON.stringify(old.features) !== JSON.stringify(features))
    throw new DatasetArgumentError(
      `the columns and types of the splits that are there expected (${kept.map((each) => each.name).join(", ")}); push all splits as a DatasetDict, or another configName`,
      [...map.keys()],
    );
  const all = [
    ...kept,
    ...splits.map((each) => ({ name: each.name, num_bytes: each.numBytes, num_examples: each.numRows })),
  ];
  return {
    ...{ config_name: name, features, splits: all },
    download_size: all.reduce((sum, each) => sum + bytesIn(each.name), 0),
    dataset_size: all.reduce((sum, each) => sum + each.num_bytes, 0),
  };
}

function configsOf(
  { name, dataDir, splits, keepOthers }: WrittenConfig,
  configs: readonly z.output<typeof config>[],
  all: readonly { name: string }[],
) {
  const old = configs.find(isNamed(name));
  const oldFiles = dataFiles.safeParse(old?.data_files).data ?? [];
  const ours = (each: string) => ({ split: each, path: `${dataDir}/${each}-*` });
  const names = new Set(splits.map((each) => each.name));
  const files = all.map((each) => {
    const before = oldFiles.find(({ split: known }) => known === each.name);
    return keepOthers && !names.has(each.name) && before ? before : ours(each.name);
  });
  const changed = { ...old, config_name: name, data_files: files };
  return old ? configs.map((each) => (each === old ? changed : each)) : [...configs, changed];
}
