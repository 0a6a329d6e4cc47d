import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "../../dataset/dataset.ts";
import { DatasetArgumentError } from "../../errors.ts";
import { bytesOf } from "../dataset-card.ts";
import { toParquet } from "../to-parquet.ts";

export interface WrittenSplit {
  readonly name: string;
  readonly numBytes: number;
  readonly numRows: number;
  /** The names of its files, and their bytes. */
  readonly files: ReadonlyMap<string, number>;
}

/** Writes each split as parquet files of about so many bytes, named as the Hub's are. @throws SaveError, DatasetArgumentError */
export async function writeSplits(
  splits: ReadonlyMap<string, Dataset<object>>,
  folder: string,
  maxShardSize: number,
): Promise<WrittenSplit[]> {
  if (!(maxShardSize > 0)) throw new DatasetArgumentError("a maxShardSize above 0 expected", maxShardSize);
  const number = (i: number) => String(i).padStart(5, "0");
  const written: WrittenSplit[] = [];
  for (const [name, dataset] of splits) {
    const numBytes = await bytesOf(dataset);
    const numShards = Math.max(1, Math.min(dataset.numRows, Math.ceil(numBytes / maxShardSize)));
    const files = new Map<string, number>();
    for (let index = 0; index < numShards; index++) {
      const file = `${name}-${number(index)}-of-${number(numShards)}.parquet`;
      await toParquet(dataset.shard({ numShards, index }), join(folder, file));
      files.set(file, (await stat(join(folder, file))).size);
    }
    written.push({ name, numBytes, numRows: dataset.numRows, files });
  }
  return written;
}
