import type { RecordBatch, Table } from "apache-arrow";
import type { DatasetReader } from "../dataset/dataset-reader.ts";

/**
 * All rows as an Arrow table in memory. Through `tableToIPC` of this package it goes on to libraries that read Arrow:
 *
 * ```ts
 * const bytes = await tableToIPC(await toArrow(dataset), "file");
 * const frame = pl.readIPC(Buffer.from(bytes)); // nodejs-polars
 * const table = aq.fromArrow(await tableToIPC(await toArrow(dataset))); // arquero
 * ```
 */
export async function toArrow(dataset: DatasetReader<object>): Promise<Table> {
  const arrow = await import("apache-arrow");
  const { arrowBatches } = await import("./arrow-batches.ts");
  const { arrowSchema } = await import("./arrow-schema.ts");
  const batches: RecordBatch[] = [];
  for await (const batch of arrowBatches(dataset.view)) batches.push(batch);
  return new arrow.Table(arrowSchema(dataset.features), batches);
}
