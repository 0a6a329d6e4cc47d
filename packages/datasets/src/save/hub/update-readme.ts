import { parseCard, sizeCategory, updateCardMetadata } from "@llm-course/hub/cards";
import { z } from "zod";
import { DataFileError, DatasetArgumentError } from "../../errors.ts";
import type { FeatureMap } from "../../table/source.ts";
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
const dataFiles = z.array(z.looseObject({ split: z.string(), path: z.unknown().optional() }));
const config = z.looseObject({
  config_name: z.string().default("default"),
  data_files: z.unknown().optional(),
});
const frontMatter = z.looseObject({
  dataset_info: z.union([z.array(info), info.transform((one) => [one])]).default([]),
  configs: z.array(config).default([]),
  size_categories: z.unknown().optional(),
});

/**
 * Brings `dataset_info`, `configs` and, where it is there, `size_categories` in the front matter of a README in step with what
 * was written; all else of it stays.
 *
 * @param bytesIn the bytes of the files of a split, as they will be
 * @throws DataFileError for front matter that cannot be read; DatasetArgumentError where splits that stay have other features
 */
export function updateReadme(
  text: string,
  written: WrittenConfig,
  bytesIn: (split: string) => number,
): string {
  const found = readFrontMatter(text);
  const infos = written.isNew ? [] : found.dataset_info;
  const isSame = isNamed(written.name);
  const changed = infoOf(written, infos.find(isSame), bytesIn);
  const all = [...infos.filter((each) => !isSame(each)), changed].map(
    ({ config_name = "default", ...rest }) => ({ config_name, ...rest }),
  );
  const rows = all.flatMap(({ splits }) => splits).reduce((sum, { num_examples: count }) => sum + count, 0);
  return updateCardMetadata(
    text,
    {
      ...(found.size_categories !== undefined && { size_categories: [sizeCategory(rows)] }),
      dataset_info: asWritten(all),
      configs: configsOf(written, written.isNew ? [] : found.configs),
    },
    { overwrite: true },
  );
}

function readFrontMatter(text: string): z.output<typeof frontMatter> {
  try {
    return frontMatter.parse(parseCard(text).data);
  } catch (cause) {
    throw new DataFileError(
      "README.md",
      "front matter with dataset_info and configs as the Hub knows them expected; correct it on the Hub",
      { cause },
    );
  }
}

/** The only configuration needs no name if it is the default one. */
function asWritten(infos: readonly { config_name: string }[]): unknown {
  const [first, ...more] = infos as [{ config_name: string }];
  const { config_name: name, ...unnamed } = first;
  if (more.length > 0) return infos;
  return name === "default" ? unnamed : first;
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
) {
  const old = configs.find(isNamed(name));
  const names = new Set(splits.map((each) => each.name));
  const oldFiles = keepOthers ? (dataFiles.safeParse(old?.data_files).data ?? []) : [];
  const files = [
    ...oldFiles.filter((each) => !names.has(each.split)),
    ...splits.map((each) => ({ split: each.name, path: `${dataDir}/${each.name}-*` })),
  ];
  const changed = { ...old, config_name: name, data_files: files };
  return old ? configs.map((each) => (each === old ? changed : each)) : [...configs, changed];
}
