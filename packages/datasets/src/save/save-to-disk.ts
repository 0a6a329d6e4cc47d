import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetDict } from "../dataset/dataset-dict.ts";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { DatasetArgumentError } from "../errors.ts";
import type { Feature } from "../features/feature.ts";
import { featureToJson } from "../features/feature-json.ts";
import { atomicFolder } from "./atomic.ts";

export interface SaveToDiskOptions {
  /** About how many bytes a file has at most; it ends with the batch that goes over. Default: 500 MB */
  readonly maxShardSize?: number;
}

/**
 * Saves a dataset, or several splits, to a folder that `loadFromDisk` and Python's `load_from_disk` read: Arrow files, and
 * json about them. Rows are written as they are chosen, a few thousand in memory at a time. A dataset that is in the folder
 * already is replaced when the new one is complete.
 *
 * @throws SaveError, with nothing left of what was begun
 */
export async function saveToDisk(
  dataset: DatasetReader<object> | DatasetDict<object>,
  folder: string,
  options: SaveToDiskOptions = {},
): Promise<void> {
  const { maxShardSize = 500e6 } = options;
  if (!(maxShardSize > 0)) throw new DatasetArgumentError("a maxShardSize above 0 expected", maxShardSize);
  await atomicFolder(folder, isDataset, async (temporary) => {
    if (!(dataset instanceof Map)) return writeDataset(dataset, temporary, maxShardSize);
    for (const [split, each] of dataset) {
      if (!/^\w[\w.-]*$/.test(split))
        throw new DatasetArgumentError(
          "a name of letters, digits, dots and dashes expected of a split",
          split,
        );
      await mkdir(join(temporary, split));
      await writeDataset(each, join(temporary, split), maxShardSize, split);
    }
    await writeJson(join(temporary, "dataset_dict.json"), { splits: [...dataset.keys()] });
  });
}

async function isDataset(folder: string): Promise<boolean> {
  if (!(await stat(folder)).isDirectory()) return false;
  const names = await readdir(folder);
  return names.length === 0 || names.includes("state.json") || names.includes("dataset_dict.json");
}

async function writeDataset(
  dataset: DatasetReader<object>,
  folder: string,
  maxShardSize: number,
  split = dataset.split,
): Promise<void> {
  const { writeShards } = await import("./write-shards.ts");
  const { files, bytes } = await writeShards(dataset, folder, maxShardSize);
  const { format, info } = dataset;
  await writeJson(join(folder, "state.json"), {
    _data_files: files.map((filename) => ({ filename })),
    _fingerprint: dataset.fingerprint,
    _format_columns: format?.columns ?? null,
    _format_kwargs: {},
    _format_type: format ? "numpy" : null,
    _output_all_columns: format?.outputAllColumns ?? false,
    _split: split ?? null,
  });
  const features = Array.from(dataset.features, ([name, feature]: [string, Feature]) => [
    name,
    featureToJson(feature),
  ]);
  await writeJson(join(folder, "dataset_info.json"), {
    citation: info.citation ?? "",
    description: info.description ?? "",
    features: Object.fromEntries(features),
    homepage: info.homepage ?? "",
    license: info.license ?? "",
    ...(split !== undefined && {
      splits: {
        [split]: { name: split, num_bytes: bytes, num_examples: dataset.numRows, dataset_name: null },
      },
    }),
  });
}

function writeJson(path: string, value: object): Promise<void> {
  return writeFile(path, JSON.stringify(value, null, 2));
}
