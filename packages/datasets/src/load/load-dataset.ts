import { Dataset } from "../dataset/dataset.ts";
import { DatasetDict } from "../dataset/dataset-dict.ts";
import type { Row } from "../dataset/row.ts";
import { SplitError } from "../errors.ts";
import type { IterableDataset } from "../stream/iterable-dataset.ts";
import type { FeatureMap, Source } from "../table/source.ts";
import { viewOf } from "../table/view.ts";
import { arrow } from "./builders/arrow.ts";
import { csv } from "./builders/csv.ts";
import { json } from "./builders/json.ts";
import type { FormatName } from "./builders/options.ts";
import { parquet } from "./builders/parquet.ts";
import { text } from "./builders/text.ts";
import type { DataFile } from "./data-files.ts";
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
 * @returns a dataset for a `split`, datasets for a list of them, else a `DatasetDict`; with `streaming: true` an
 *   `IterableDataset`, or a Map of them, which reads nothing yet
 * @throws DataFileError for what cannot be read, with file and line; SplitError, DownloadError, DatasetArgumentError,
 *   ColumnError, FeatureError, and for the Hub the errors of `@llm-course/hub`
 */
export async function loadDataset<R extends object = Row>(
  path: string,
  options: LoadOptions<string> & { readonly split: string; readonly streaming: true },
): Promise<IterableDataset<R>>;
export async function loadDataset<R extends object = Row>(
  path: string,
  options: LoadOptions<undefined> & { readonly streaming: true },
): Promise<Map<string, IterableDataset<R>>>;
export async function loadDataset<R extends object = Row>(
  path: string,
  options: LoadOptions<string> & { readonly split: string },
): Promise<Dataset<R>>;
export async function loadDataset<R extends object = Row>(
  path: string,
  options: LoadOptions<readonly string[]> & { readonly split: readonly string[] },
): Promise<Dataset<R>[]>;
export async function loadDataset<R extends object = Row>(
  path: string,
  options?: LoadOptions<undefined>,
): Promise<DatasetDict<R>>;
export async function loadDataset(
  path: string,
  options: LoadOptions<string | readonly string[] | undefined> = {},
): Promise<Dataset | Dataset[] | DatasetDict | IterableDataset | Map<string, IterableDataset>> {
  const plan = await planLoad(path, options);
  const { split, streaming } = plan.common;
  const known = [...plan.splits.keys()];
  if (streaming) return streamSplits(plan, split);
  const wanted = split === undefined ? known : [split].flat().flatMap((each) => splitsIn(each, known));
  const dict = new DatasetDict();
  for (const name of known)
    if (wanted.includes(name)) dict.set(name, await loadFiles(plan, name, plan.splits.get(name) ?? []));
  return selectSplits(dict, split);
}

async function loadFiles(plan: LoadPlan, split: string, files: readonly DataFile[]): Promise<Dataset> {
  const { features } = plan.common;
  const source = await builders[plan.format](await localFilesOf(plan, files), {
    ...plan.formatOptions,
    features,
  });
  return new Dataset(viewOf(source), { split });
}

/** @throws SplitError for a part of a split, whose size a stream does not know */
async function streamSplits(plan: LoadPlan, split: string | readonly string[] | undefined) {
  const { streamFiles } = await import("./stream-files.ts");
  const streams = new Map(
    Array.from(plan.splits, ([name, files]) => {
      return [name, streamFiles(plan, files, (file) => loadFiles(plan, name, [file]))] as const;
    }),
  );
  if (split === undefined) return streams;
  const stream = typeof split === "string" ? streams.get(split) : undefined;
  if (stream) return stream;
  throw new SplitError(
    `one of the whole splits ${[...streams.keys()].join(", ")} expected of a stream`,
    split,
  );
}

/** The files of a plan on this machine, ready to be read. What goes to the network is loaded where it is needed: 10 MB. */
export async function localFilesOf(
  { format, formatOptions, common, repo }: LoadPlan,
  files: readonly DataFile[],
): Promise<LocalFile[]> {
  const { token, endpoint } = common;
  const paths: { path: string; name: string }[] = [];
  for (const file of files) {
    if (file.kind === "file") paths.push(file);
    else if (file.kind === "url") {
      const { download } = await import("./download.ts");
      paths.push({ path: await download(file.url, common), name: file.name });
    } else {
      const { downloadFile } = await import("@llm-course/hub");
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
  }
  const isText = format === "csv" || format === "json" || format === "text";
  const { encoding } = formatOptions as { encoding?: string };
  return prepareFiles(paths, (name) => formatOfName(name) === format, {
    text: isText ? { encoding } : undefined,
    maxUnpackedBytes: common.maxUnpackedBytes,
  });
}
