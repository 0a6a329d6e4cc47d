import { z } from "zod";
import { DatasetArgumentError } from "../errors.ts";
import type { Feature } from "../features/feature.ts";
import type { FeatureMap } from "../table/source.ts";
import {
  type ArrowOptions,
  builderOptions,
  type CsvOptions,
  type FormatName,
  type JsonOptions,
  type ParquetOptions,
  type TextOptions,
} from "./builders/options.ts";
import type { DataFiles } from "./data-files.ts";
import { parseOptions } from "./parse-options.ts";

const files = z.union([z.string(), z.array(z.string()).min(1)]);

const common = z.object({
  name: z.string().optional(),
  dataFiles: z.union([files, z.record(z.string(), files)]).optional(),
  dataDir: z.string().optional(),
  split: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  features: z.instanceof(Map, { error: "a Map of names and features" }).optional(),
  streaming: z.boolean().optional(),
  revision: z.string().optional(),
  token: z.string().nullable().optional(),
  endpoint: z.string().optional(),
  allowPrivateHosts: z.boolean().optional(),
  maxDownloadBytes: z.number().positive().optional(),
  maxUnpackedBytes: z.number().positive().optional(),
});

/** What `loadDataset` takes, besides the options of the format. */
export interface CommonOptions<Split extends string | readonly string[] | undefined = undefined> {
  /** A configuration that the README names. Default: its default one */
  readonly name?: string | undefined;
  /** Files by path, address or pattern: one, some, or some for each split. Default: those in the folder, by their names */
  readonly dataFiles?: DataFiles | undefined;
  /** A folder in the folder or repository, which alone is looked at. */
  readonly dataDir?: string | undefined;
  /** A split or a part of it, as `train[:10%]`, or a list of them. Default: all, as a `DatasetDict` */
  readonly split?: Split;
  /** Types of columns in place of those found. */
  readonly features?: FeatureMap | undefined;
  readonly streaming?: boolean | undefined;
  /** Of a repository: a branch, tag or commit. Default: "main" */
  readonly revision?: string | undefined;
  /** For the Hub; `null` sends none. Default: the one that was saved */
  readonly token?: string | null | undefined;
  /** The Hub's address. Default: `HF_ENDPOINT` */
  readonly endpoint?: string | undefined;
  /** Whether addresses may be of this machine and of private networks. Default: false */
  readonly allowPrivateHosts?: boolean | undefined;
  /** The largest file that is loaded from an address, default 20 GB; of a stream, the most that it reads, default all. */
  readonly maxDownloadBytes?: number | undefined;
  /** The most that may come out of a packed file. Default: 200 times its size, and at least 1 GB */
  readonly maxUnpackedBytes?: number | undefined;
}

type FormatOptions = CsvOptions & JsonOptions & TextOptions & ParquetOptions & ArrowOptions;

export type LoadOptions<Split extends string | readonly string[] | undefined = undefined> =
  CommonOptions<Split> & {
    readonly [Name in keyof FormatOptions]?: FormatOptions[Name];
  };

/** Options apart: those of every format, and the rest. @throws DatasetArgumentError */
export function parseCommonOptions(options: object): {
  common: CommonOptions<string | readonly string[] | undefined>;
  rest: Record<string, unknown>;
} {
  const keys = new Set(Object.keys(common.shape));
  const entries = Object.entries(options).filter(([, given]) => given !== undefined);
  const known = parseOptions(common, Object.fromEntries(entries.filter(([name]) => keys.has(name))));
  const rest = Object.fromEntries(entries.filter(([name]) => !keys.has(name)));
  return { common: { ...known, features: known.features as ReadonlyMap<string, Feature> | undefined }, rest };
}

/** @throws DatasetArgumentError for an option that the format has not */
export function parseFormatOptions(format: FormatName, options: Record<string, unknown>): object {
  const known = builderOptions[format].shape;
  const unknown = Object.keys(options).find((name) => !(name in known));
  if (unknown !== undefined)
    throw new DatasetArgumentError(
      `one of the options ${[...Object.keys(common.shape), ...Object.keys(known)].join(", ")} expected for ${format}`,
      unknown,
    );
  return parseOptions<object>(builderOptions[format], options);
}
