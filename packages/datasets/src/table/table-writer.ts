import { join } from "node:path";
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from "@duckdb/node-api";
import { connect } from "../engine/database.ts";
import { encodeValue } from "../engine/encode.ts";
import { identifier, literal } from "../engine/sql.ts";
import { FeatureError } from "../errors.ts";
import type { Feature } from "../features/feature.ts";
import { inferFeature, unifyFeatures } from "../features/infer-feature.ts";
import { sqlType } from "../features/sql-type.ts";
import type { FeatureMap } from "./source.ts";
import { blockRows, type TableFile } from "./table.ts";

/** Rows in memory before they go to a file. */
const flushRows = 8 * blockRows;
const flushBytes = 8e6;

export const parquetOptions = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${blockRows}`;

/** Writes columns of JavaScript values to parquet files, a few thousand rows at a time. */
export class TableWriter {
  readonly #folder: string;
  readonly #prefix: string;
  /** Types that are known; those of other columns are those of their values. */
  readonly #given: FeatureMap;
  #features: Map<string, Feature> | undefined;
  #columns = new Map<string, unknown[]>();
  #rows = 0;
  #bytes = 0;
  #firstRow = 0;
  readonly #files: TableFile[] = [];

  constructor(folder: string, given: FeatureMap = new Map(), prefix = "part") {
    this.#folder = folder;
    this.#given = given;
    this.#prefix = prefix;
  }

  /**
   * Adds rows; every call has the same columns.
   *
   * @throws FeatureError for columns that differ in length or from those before, or a value of another type
   */
  async append(columns: ReadonlyMap<string, ArrayLike<unknown>>): Promise<void> {
    const [count = 0] = Array.from(columns.values(), ({ length }) => length);
    for (const [name, { length }] of columns)
      if (length !== count)
        throw new FeatureError(`${count} values expected in column "${name}", as in the first one`, length);
    if (count === 0 && (this.#features || this.#columns.size > 0)) return;
    if (this.#columns.size === 0) for (const name of columns.keys()) this.#columns.set(name, []);
    this.#checkNames(columns);
    for (const [name, column] of this.#columns) {
      const added = columns.get(name) as ArrayLike<unknown>;
      for (let i = 0; i < count; i++) column.push(added[i]);
      if (count > 0) this.#bytes += count * sizeOf(added[count >> 1]);
    }
    this.#rows += count;
    if (this.#rows >= flushRows || this.#bytes >= flushBytes) await this.#flush();
  }

  /** Writes what is left. */
  async finish(): Promise<{ readonly files: readonly TableFile[]; readonly features: FeatureMap }> {
    if (this.#rows > 0 || this.#files.length === 0) await this.#flush();
    return { files: this.#files, features: this.#features ?? new Map() };
  }

  #checkNames(columns: ReadonlyMap<string, unknown>): void {
    const known = [...this.#columns.keys()];
    const differs = columns.size !== known.length || known.some((name) => !columns.has(name));
    if (differs)
      throw new FeatureError(
        `the columns ${known.join(", ")} expected in every batch`,
        [...columns.keys()].join(", "),
      );
  }

  async #flush(): Promise<void> {
    const features = this.#featuresOfBuffer();
    const path = join(this.#folder, `${this.#prefix}-${String(this.#files.length).padStart(5, "0")}.parquet`);
    using connection = await connect();
    await writeParquet(connection, path, this.#columns, features, this.#rows, this.#firstRow);
    this.#files.push({ path, numRows: this.#rows });
    this.#firstRow += this.#rows;
    [this.#rows, this.#bytes] = [0, 0];
    for (const name of this.#columns.keys()) this.#columns.set(name, []);
  }

  #featuresOfBuffer(): FeatureMap {
    const features = new Map<string, Feature>();
    for (const [name, values] of this.#columns) {
      const place = `column "${name}", rows from ${this.#firstRow}`;
      const known = this.#given.get(name);
      if (known) features.set(name, known);
      else
        features.set(
          name,
          unifyFeatures(
            this.#features?.get(name) ?? inferFeature([], place),
            inferFeature(values, place),
            place,
          ),
        );
    }
    this.#features = features;
    return features;
  }
}

async function writeParquet(
  connection: DuckDBConnection,
  path: string,
  columns: ReadonlyMap<string, readonly unknown[]>,
  features: FeatureMap,
  numRows: number,
  firstRow: number,
): Promise<void> {
  const names = [...columns.keys()];
  const table = `write_${process.hrtime.bigint()}`;
  // A table needs a column; rows of none cannot be kept.
  const fields = names.map((name) => `${identifier(name)} ${sqlType(features.get(name) as Feature)}`);
  await connection.run(`CREATE TEMP TABLE ${table} (${fields.join(", ") || '"#none" INTEGER'})`);
  try {
    const appender = await connection.createAppender(table);
    const types = names.map((_, i) => appender.columnType(i));
    for (let start = 0; start < numRows && names.length > 0; start += blockRows) {
      const end = Math.min(numRows, start + blockRows);
      const chunk = DuckDBDataChunk.create(types, end - start);
      for (const [i, name] of names.entries()) {
        const values = columns.get(name) as readonly unknown[];
        chunk.setColumnValues(i, encodeAll(values, start, end, types[i] as DuckDBType, name, firstRow));
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run(`COPY ${table} TO ${literal(path)} (${parquetOptions})`);
  } finally {
    await connection.run(`DROP TABLE ${table}`);
  }
}

function encodeAll(
  values: readonly unknown[],
  start: number,
  end: number,
  type: DuckDBType,
  name: string,
  firstRow: number,
) {
  return Array.from({ length: end - start }, (_, i) => {
    try {
      return encodeValue(values[start + i], type);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new FeatureError(`column "${name}", row ${firstRow + start + i}`, problem, { cause });
    }
  });
}

/** About how many bytes a value takes in memory. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return 2 * value.length + 16;
  if (Array.isArray(value)) return 8 * value.length + 16;
  if (ArrayBuffer.isView(value)) return value.byteLength + 64;
  if (typeof value === "object" && value !== null)
    return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 32);
  return 8;
}
