import type { Feature } from "../features/feature.ts";
import type { Table } from "./table.ts";

/** Names and types of columns, in their order. */
export type FeatureMap = ReadonlyMap<string, Feature>;

/** Where rows come from: a query that was not run yet, or files that it was written to. */
export interface Source {
  readonly features: FeatureMap;
  readonly numRows: number;
  /** The same for the same rows. */
  readonly fingerprint: string;
  /** A query that gives all rows in their order. */
  readonly query: string;
  /** The rows in files, for access by number. */
  table(): Promise<Table>;
}
