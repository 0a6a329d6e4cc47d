import { z } from "zod";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { connect } from "../engine/database.ts";
import { literal } from "../engine/sql.ts";
import { parseOptions } from "../load/parse-options.ts";
import { queryOf } from "../table/view.ts";
import { atomicFile } from "./atomic.ts";
import { huggingfaceNote } from "./huggingface-note.ts";

export interface ToParquetOptions {
  /** Default: "snappy", which every reader knows */
  readonly compression?: "snappy" | "zstd" | "gzip" | "uncompressed";
  /** Rows of a row group. Default: 10 000 */
  readonly rowGroupSize?: number;
}

const schema = z.strictObject({
  compression: z.enum(["snappy", "zstd", "gzip", "uncompressed"]).default("snappy"),
  rowGroupSize: z.int().positive().default(10_000),
});

/**
 * Writes a dataset to a parquet file, with the features where Python's `datasets` looks for them.
 *
 * @throws SaveError, with nothing left of what was begun
 */
export async function toParquet(
  dataset: DatasetReader<object>,
  path: string,
  options: ToParquetOptions = {},
): Promise<void> {
  const { compression, rowGroupSize } = parseOptions(schema, options);
  const note = literal(huggingfaceNote(dataset.features));
  await atomicFile(path, async (temporary) => {
    using connection = await connect();
    await connection.run(
      `COPY (${await queryOf(dataset.view, connection)}) TO ${literal(temporary)} ` +
        `(FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${rowGroupSize}, KV_METADATA {huggingface: ${note}})`,
    );
  });
}
