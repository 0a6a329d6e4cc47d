import { parse } from "yaml";
import { z } from "zod";
import { DataFileError } from "../errors.ts";
import { ClassLabel } from "../features/class-label.ts";
import type { Feature } from "../features/feature.ts";
import type { FeatureMap } from "../table/source.ts";

const paths = z.union([z.string(), z.array(z.string())]);
const config = z.looseObject({
  config_name: z.string().default("default"),
  data_files: z.union([paths, z.array(z.object({ split: z.string(), path: paths }))]).optional(),
  data_dir: z.string().optional(),
  default: z.boolean().optional(),
});
const labelNames = z.union([z.array(z.string()), z.record(z.string(), z.string())]);
const column = z.object({
  name: z.string(),
  dtype: z
    .union([z.string(), z.looseObject({ class_label: z.object({ names: labelNames }).optional() })])
    .optional(),
});
const info = z.looseObject({
  config_name: z.string().default("default"),
  features: z.array(column).optional(),
});
const frontMatter = z.looseObject({
  configs: z.array(config).optional(),
  dataset_info: z.union([z.array(info), info]).optional(),
});

/** A configuration of a dataset, as its README names it. */
export interface DatasetConfig {
  readonly name: string;
  readonly isDefault: boolean;
  /** Patterns for each split. */
  readonly dataFiles: Map<string, readonly string[]> | undefined;
  readonly dataDir: string | undefined;
  /** Names of classes, by column. */
  readonly labels: FeatureMap;
  /** Options of the format, by Python's names. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The `configs` in the front matter of a README, with the names of classes in its `dataset_info`; none if it has none.
 *
 * @throws DataFileError for yaml that cannot be read, with its line, or configs that are none
 */
export function configsOfReadme(text: string, file: string): DatasetConfig[] {
  const yaml = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---(\r?\n|$)/.exec(text)?.[1];
  if (yaml === undefined) return [];
  let data: unknown;
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    data = parse(yaml, { maxAliasCount: 0 });
  } catch (cause) {
    const line = (cause as { linePos?: { line: number }[] }).linePos?.[0]?.line;
    throw new DataFileError(
      file,
      `yaml expected at its beginning, ${(cause as Error).message.split("\n")[0]}`,
      {
        cause,
        line: line === undefined ? undefined : line + 1,
      },
    );
  }
  const result = frontMatter.safeParse(data ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new DataFileError(
      file,
      `configs of the form the Hub knows expected, ${issue?.path.join(".")}: ${issue?.message}`,
    );
  }
  const { configs = [], dataset_info: infos = [] } = result.data;
  const labels = new Map([infos].flat().map((each) => [each.config_name, labelsOf(each)]));
  const all =
    configs.length > 0 ? configs : [...labels.keys()].map((name) => config.parse({ config_name: name }));
  return all.map(
    ({ config_name: name, data_files: files, data_dir: dataDir, default: isDefault, ...options }) => ({
      name,
      isDefault: isDefault ?? name === "default",
      dataFiles: files === undefined ? undefined : splitsOf(files),
      dataDir,
      labels: labels.get(name) ?? new Map(),
      options,
    }),
  );
}

function labelsOf({ features = [] }: z.output<typeof info>): FeatureMap {
  return new Map(
    features.flatMap(({ name, dtype }): [string, Feature][] => {
      const names = typeof dtype === "object" ? dtype.class_label?.names : undefined;
      return names ? [[name, new ClassLabel(Object.values(names))]] : [];
    }),
  );
}

type Files = NonNullable<z.output<typeof config>["data_files"]>;

function splitsOf(files: Files): Map<string, readonly string[]> {
  const list = (given: string | string[]) => (typeof given === "string" ? [given] : given);
  if (typeof files === "string") return new Map([["train", [files]]]);
  if (files.every((each) => typeof each === "string")) return new Map([["train", files as string[]]]);
  return new Map(
    (files as { split: string; path: string | string[] }[]).map(({ split, path }) => [split, list(path)]),
  );
}

/**
 * The configuration of a name, or the one that is to be taken without.
 *
 * @throws DataFileError if there is none of that name, or several and none is the default
 */
export function chooseConfig(
  configs: readonly DatasetConfig[],
  name: string | undefined,
  file: string,
): DatasetConfig | undefined {
  const names = configs.map((each) => each.name).join(", ");
  if (name !== undefined) {
    const found = configs.find((each) => each.name === name);
    if (!found && (configs.length > 0 || name !== "default"))
      throw new DataFileError(
        file,
        `a configuration "${name}" expected, ${names ? `it has ${names}` : "it has none"}`,
      );
    return found;
  }
  if (configs.length <= 1) return configs[0];
  const found = configs.find(({ isDefault }) => isDefault);
  if (!found)
    throw new DataFileError(
      file,
      `a name of a configuration expected, as { name: "${configs[0]?.name}" }, of ${names}`,
    );
  return found;
}
