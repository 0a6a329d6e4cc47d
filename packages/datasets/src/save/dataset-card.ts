import type { Dataset } from "../dataset/dataset.ts";
import { DatasetDict } from "../dataset/dataset-dict.ts";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { DatasetArgumentError } from "../errors.ts";
import { featuresToYaml } from "./features-yaml.ts";

export interface DatasetCardOptions {
  /** The name as people write it. */
  readonly prettyName: string;
  /** Codes of languages, as `en`. */
  readonly language?: string | readonly string[];
  /** As `apache-2.0`. Default: what the dataset says */
  readonly license?: string;
  /** As `text-classification`. */
  readonly taskCategories?: readonly string[];
  readonly tags?: readonly string[];
  /** What it is. Default: what the dataset says */
  readonly description?: string;
  /** Who made it, of what, and how. */
  readonly creation?: string;
  /** What it must not be used for, whom it leaves out, and other faults that are known. */
  readonly limitations?: string;
  /** Files of each split, as patterns. Default: `data/train-*` and so on */
  readonly dataFiles?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * A dataset's README: front matter that the Hub and `loadDataset` read, and sections with a row and a table of the columns.
 * Sections of which nothing is known are left out.
 *
 * @throws DatasetArgumentError for splits of other columns
 */
export async function datasetCard(
  dataset: Dataset<object> | DatasetDict<object>,
  options: DatasetCardOptions,
): Promise<string> {
  const splits =
    dataset instanceof DatasetDict ? dataset : new DatasetDict<object>([[dataset.split ?? "train", dataset]]);
  const [first] = [...splits.values()];
  if (!first) throw new DatasetArgumentError("a dataset with a split expected", [...splits.keys()]);
  for (const [name, each] of splits)
    if (each.columnNames.join() !== first.columnNames.join())
      throw new DatasetArgumentError(`splits of the columns ${first.columnNames.join(", ")} expected`, name);
  const { info } = first;
  const description = options.description ?? info.description;
  const counted = await Promise.all(
    Array.from(splits, async ([name, each]) => ({
      name,
      numBytes: await bytesOf(each),
      numExamples: each.numRows,
      files: options.dataFiles?.[name],
    })),
  );
  const row = first.numRows > 0 ? await first.withFormat(undefined).at(0) : undefined;
  const { datasetCardFromSplits } = await import("@llm-course/hub/cards");
  return datasetCardFromSplits({
    ...options,
    description: description || undefined,
    license: options.license ?? (info.license || undefined),
    citation: info.citation || undefined,
    splits: counted,
    features: featuresToYaml(first.features),
    row: row && { ...row },
  });
}

/** Bytes of the rows in Arrow. */
export async function bytesOf(dataset: DatasetReader<object>): Promise<number> {
  const { arrowBatches } = await import("./arrow-batches.ts");
  let bytes = 0;
  for await (const batch of arrowBatches(dataset.view)) bytes += batch.data.byteLength;
  return bytes;
}
