import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "apache-arrow";
import { temporaryTable } from "../cache/temporary-table.ts";
import { Dataset } from "../dataset/dataset.ts";
import type { DatasetInfo } from "../dataset/dataset-reader.ts";
import type { Row } from "../dataset/row.ts";
import { DatasetArgumentError } from "../errors.ts";
import type { FeatureMap } from "../table/source.ts";
import { viewOf } from "../table/view.ts";

interface FromArrowOptions {
  /** Types in place of those that the table says. */
  readonly features?: FeatureMap;
  readonly info?: DatasetInfo;
}

/**
 * A dataset of an Arrow table, or of the bytes of one, in the stream or the file format, as polars and arquero give them:
 *
 * ```ts
 * await fromArrow(frame.writeIPC()); // nodejs-polars, with { compression: "uncompressed" }
 * await fromArrow(table.toArrowIPC()); // arquero
 * ```
 *
 * @throws DatasetArgumentError for a table of another copy of apache-arrow; DataFileError for bytes that are not Arrow, FeatureError for types that no feature has
 */
export async function fromArrow<R extends object = Row>(
  given: Table | Uint8Array,
  { features, info }: FromArrowOptions = {},
): Promise<Dataset<R>> {
  const [arrow, { tableOfArrow }] = await Promise.all([import("apache-arrow"), import("./arrow-table.ts")]);
  if (!(given instanceof Uint8Array || given instanceof arrow.Table))
    throw new DatasetArgumentError(
      "bytes, or a table of the apache-arrow that this package has, expected; give tableToIPC(table)",
      typeof given,
    );
  const bytes = given instanceof Uint8Array ? given : arrow.tableToIPC(given);
  const table = await temporaryTable(async (folder) => {
    const path = join(folder, "given.arrow");
    await writeFile(path, bytes);
    const written = await tableOfArrow([{ path, name: "an Arrow table", key: [] }], folder, features);
    await rm(path);
    return written;
  });
  return new Dataset<R>(viewOf(table), info);
}
