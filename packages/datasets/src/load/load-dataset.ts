import { downloadFile } from "@llm-course/hub";
import { Dataset } from "../dataset/dataset.ts";
import { DatasetDict } from "../dataset/dataset-dict.ts";
import type { Row } from "../dataset/row.ts";
import { DatasetArgumentError } from "../errors.ts";
import type { FeatureMap, Source } from "../table/source.ts";
import { viewOf } from "../table/view.ts";
import { arrow } from "./builders/arrow.ts";
import { csv } from "./builders/csv.ts";
import { json } from "./builders/json.ts";
import type { FormatName } from "./builders/options.ts";
import { parquet } from "./builders/parquet.ts";
import { text } from "./builders/text.ts";
import type { DataFile } from "./data-files.ts";
import { download } from "./download.ts";
import { formatOfName } from "./formats.ts";
import type { LoadOptions } from "./load-options.ts";
import type { LocalFile } from "./local-file.ts";
import { type LoadPlan, planLoad } from "./plan-load.ts";
import { prepareFiles } from "./prepare-files.ts";
import { selectSplits, splitsIn } from "./select-split.ts";

type AnyBuilder = (
  files: readonly LocalFile[],
  options: { features?: FeatureMap | undefined },
) => Promise<Source>;
const builders: Readonly<Record<FormatName, AnyBuilder>> = { csv, json, text, parquet, arrow };

/**
 * Loads data:
 *
 * - files of a format: `loadDataset("csv", { dataFiles: "reviews-*.csv" })`; formats are csv, json, text, parquet and arrow
 * - a file, a folder or an address, whose format the names tell: `loadDataset("data/reviews")`
 * - a dataset of the Hub: `loadDataset("namespace/name", { split: "train" })`
 *
 * Files may be compressed (gz, zst) or in an archive (zip, tar, tar.gz). csv, json and parquet stay where they are and are
 * read as they are asked for; loading goes over them once, for types and errors.
 *
 * @returns a dataset for a `split`, datasets for a list of them, else a `DatasetDict`
 * @throws DataFileError for what cannot be read, with file and line; SplitError, DownloadError, DatasetArgumentError,
 *   ColumnError, FeatureError, and for the Hub the errors of `@llm-course/hub`
 */
export async function loadDataset<R extends object = Row>(
  path: string,
  options: LoadOptions<string>,
): Promise<Dataset<R>>;
export async function loadDataset<R extends object = Row>(
  path: string,
  options: LoadOptions<readonly string[]>,
): Promise<Dataset<R>[]>;
export async function loadDataset<R extends object = Row>(
  path: string,
  options?: LoadOptions<undefined>,
): Promise<DatasetDict<R>>;
export async function loadDataset(
  path: string,
  options: LoadOptions<string | readonly string[] | undefined> = {},
): Promise<Dataset | Dataset[] | DatasetDict> {
  const plan = await planLoad(path, options);
  if (plan.common.streaming)
    throw new DatasetArgumentError(
      "no streaming expected, it is to come; leave it out",
      plan.common.streaming,
    );
  const { split } = plan.common;
  const known = [...plan.splits.keys()];
  const wanted = split === undefined ? known : [split].flat().flatMap((each) => splitsIn(each, known));
  const dict = new DatasetDict();
  for (const name of known) {
    if (!wanted.includes(name)) continue;
    const files = await localFilesOf(plan, plan.splits.get(name) ?? []);
    const source = await builders[plan.format](files, {
      ...plan.formatOptions,
      features: plan.common.features,
    });
    dict.set(name, new Dataset(viewOf(source), { split: name }));
  }
  return selectSplits(dict, split);
}

/** The files of a plan on this machine, ready to be read. */
export async function localFilesOf(
  { format, formatOptions, common, repo }: LoadPlan,
  files: readonly DataFile[],
): Promise<LocalFile[]> {
  const { token, endpoint } = common;
  const paths: { path: string; name: string }[] = [];
  for (const file of files) {
    if (file.kind === "file") paths.push(file);
    else if (file.kind === "url") paths.push({ path: await download(file.url, common), name: file.name });
    else
      paths.push({
        name: file.name,
        path: await downloadFile({
          repo: repo?.repo ?? "",
          repoType: "dataset",
          path: file.path,
          revision: repo?.commit,
          ...(token !== undefined && { token }),
          ...(endpoint !== undefined && { endpoint }),
        }),
      });
  }
  const isText = format === "csv" || format === "json" || format === "text";
  const { encoding } = formatOptions as { encoding?: string };
  return prepareFiles(paths, (name) => formatOfName(name) === format, {
    text: isText ? { encoding } : undefined,
    maxUnpackedBytes: common.maxUnpackedBytes,
  });
}
