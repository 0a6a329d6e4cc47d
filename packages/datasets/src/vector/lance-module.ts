import { OptionalPackageError } from "./errors.ts";

/** Of `@lancedb/lancedb`, what is used here; checked against 0.37.1. */
export interface LanceModule {
  connect(uri: string, options?: { storageOptions?: Record<string, string> }): Promise<LanceConnection>;
  readonly Index: Record<"hnswSq" | "ivfPq", (options: { distanceType: LanceDistance }) => unknown>;
}

export interface LanceConnection {
  tableNames(): Promise<string[]>;
  createTable(
    name: string,
    rows: Record<string, unknown>[],
    options: { mode: "create" | "overwrite" },
  ): Promise<LanceTable>;
  openTable(name: string): Promise<LanceTable>;
  dropTable(name: string): Promise<void>;
  close(): void;
}

export interface LanceTable {
  add(rows: Record<string, unknown>[]): Promise<unknown>;
  countRows(): Promise<number>;
  schema(): Promise<{ readonly fields: readonly { readonly name: string; readonly type: object }[] }>;
  createIndex(column: string, options: { config: unknown }): Promise<void>;
  listIndices(): Promise<readonly { readonly name: string; readonly columns: readonly string[] }[]>;
  indexStats(name: string): Promise<{ readonly distanceType?: string } | undefined>;
  query(): LanceQuery;
  close(): void;
}

export interface LanceQuery {
  nearestTo(vector: Float32Array): LanceVectorQuery;
  select(columns: string[]): LanceRows & AsyncIterable<{ toArray(): ArrayLike<unknown> }>;
}

export interface LanceVectorQuery extends LanceRows {
  addQueryVector(vector: Float32Array): LanceVectorQuery;
  distanceType(type: LanceDistance): LanceVectorQuery;
  refineFactor(factor: number): LanceVectorQuery;
  nprobes(probes: number): LanceVectorQuery;
  ef(candidates: number): LanceVectorQuery;
  limit(rows: number): LanceVectorQuery;
  select(columns: string[]): LanceVectorQuery;
}

export interface LanceRows {
  toArray(): Promise<unknown[]>;
}

export type LanceDistance = "l2" | "cosine" | "dot";

const packageName = "@lancedb/lancedb";

/** @throws OptionalPackageError where the package is not installed */
export async function loadLance(
  load: () => Promise<unknown> = () => import(packageName),
): Promise<LanceModule> {
  try {
    return (await load()) as LanceModule;
  } catch (cause) {
    const { code, message = "" } = cause as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes(packageName)) throw cause;
    throw new OptionalPackageError(packageName, `pnpm add ${packageName}@0.37.1 apache-arrow@18.1.0`, {
      cause,
    });
  }
}
