import * as arrow from "apache-arrow";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { arrowBatches } from "./arrow-batches.ts";
import { arrowSchema } from "./arrow-schema.ts";

/**
 * All rows as an Arrow table in memory. Through `tableToIPC` of this package it goes on to libraries that read Arrow:
 *
 * ```ts
 * const bytes = tableToIPC(await toArrow(dataset), "file");
 * const frame = pl.readIPC(Buffer.from(bytes)); // nodejs-polars
 * const table = aq.fromArrow(tableToIPC(await toArrow(dataset))); // arquero
 * ```
 */
export async function toArrow(dataset: DatasetReader<object>): Promise<arrow.Table> {
  const batches: arrow.RecordBatch[] = [];
  for await (const batch of arrowBatches(dataset.view)) batches.push(batch);
  return new arrow.Table(arrowSchema(dataset.features), batches);
}
