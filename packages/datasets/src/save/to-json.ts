import { z } from "zod";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { connect } from "../engine/database.ts";
import { literal } from "../engine/sql.ts";
import { parseOptions } from "../load/parse-options.ts";
import { queryOf } from "../table/view.ts";
import { atomicFile } from "./atomic.ts";
import { plainColumns } from "./plain-columns.ts";

export interface ToJsonOptions {
  /** An object on each line, else a list of objects. Default: true */
  readonly lines?: boolean;
}

/**
 * Writes a dataset to a json file. Integers are written exactly, dates as texts, NaN and infinity as null.
 *
 * @throws FeatureError for columns of bytes; SaveError, with nothing left of what was begun
 */
export async function toJson(
  dataset: DatasetReader<object>,
  path: string,
  options: ToJsonOptions = {},
): Promise<void> {
  const { lines } = parseOptions(z.strictObject({ lines: z.boolean().default(true) }), options);
  const columns = plainColumns(dataset.features, "json");
  await atomicFile(path, async (temporary) => {
    using connection = await connect();
    await connection.run(
      `COPY (SELECT ${columns} FROM (${await queryOf(dataset.view, connection)})) TO ${literal(temporary)} ` +
        `(FORMAT json, ARRAY ${!lines})`,
    );
  });
}
