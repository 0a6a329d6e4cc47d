import { z } from "zod";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { connect } from "../engine/database.ts";
import { literal } from "../engine/sql.ts";
import { parseOptions } from "../load/parse-options.ts";
import { queryOf } from "../table/view.ts";
import { atomicFile } from "./atomic.ts";
import { plainColumns } from "./plain-columns.ts";

export interface ToCsvOptions {
  /** Default: "," */
  readonly delimiter?: string;
  /** A first line of names. Default: true */
  readonly header?: boolean;
}

const schema = z.strictObject({
  delimiter: z
    .string()
    .regex(/^[^\r\n"]{1,4}$/, "1 to 4 characters")
    .default(","),
  header: z.boolean().default(true),
});

/**
 * Writes a dataset to a csv file. Lists and structs are written as json; an empty text is written in quotes, and no value as
 * nothing.
 *
 * @throws FeatureError for columns of bytes; SaveError, with nothing left of what was begun
 */
export async function toCsv(
  dataset: DatasetReader<object>,
  path: string,
  options: ToCsvOptions = {},
): Promise<void> {
  const { delimiter, header } = parseOptions(schema, options);
  const columns = plainColumns(dataset.features, "csv");
  await atomicFile(path, async (temporary) => {
    using connection = await connect();
    await connection.run(
      `COPY (SELECT ${columns} FROM (${await queryOf(dataset.view, connection)})) TO ${literal(temporary)} ` +
        `(FORMAT csv, HEADER ${header}, DELIMITER ${literal(delimiter)})`,
    );
  });
}
