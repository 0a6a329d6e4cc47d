import { join } from "node:path";
import { cachedTable } from "../cache/cached-table.ts";
import { rowsOf, run } from "../engine/query.ts";
import { literal } from "../engine/sql.ts";
import { featureOfSqlType } from "../features/sql-type.ts";
import type { FeatureMap, Source } from "./source.ts";
import type { Table } from "./table.ts";
import { parquetOptions } from "./table-writer.ts";

/** Rows that a query gives. It runs when they are read; access by number writes them to a file first. */
export class Relation implements Source {
  readonly query: string;
  readonly features: FeatureMap;
  readonly numRows: number;
  readonly fingerprint: string;
  #table: Promise<Table> | undefined;

  private constructor(query: string, features: FeatureMap, numRows: number, fingerprint: string) {
    this.query = query;
    this.features = features;
    this.numRows = numRows;
    this.fingerprint = fingerprint;
  }

  /**
   * @param fingerprint the same for the same rows
   * @param features types that the query cannot tell, as names of classes
   * @param numRows default: they are counted
   */
  static async of(
    query: string,
    fingerprint: string,
    features: FeatureMap = new Map(),
    numRows?: number,
  ): Promise<Relation> {
    const columns = await rowsOf<{ column_name: string; column_type: string }>(`DESCRIBE ${query}`);
    const types = columns.map(({ column_name: name, column_type: type }) => {
      return [name, features.get(name) ?? featureOfSqlType(type)] as const;
    });
    return new Relation(query, new Map(types), numRows ?? (await countRows(query)), fingerprint);
  }

  table(): Promise<Table> {
    this.#table ??= cachedTable(this.fingerprint, async (folder) => {
      const path = join(folder, "part-00000.parquet");
      await run(`COPY (${this.query}) TO ${literal(path)} (${parquetOptions})`);
      return { files: [{ path, numRows: this.numRows }], features: this.features };
    });
    return this.#table;
  }
}

async function countRows(query: string): Promise<number> {
  const [counted] = await rowsOf<{ count: number }>(`SELECT count(*) AS count FROM (${query})`);
  return counted?.count ?? 0;
}
