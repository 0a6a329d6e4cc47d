import type {
  LanceConnection,
  LanceDistance,
  LanceModule,
  LanceQuery,
  LanceTable,
  LanceVectorQuery,
} from "../../src/vector/lance-module.ts";

interface Stored {
  rows: Record<string, unknown>[];
  distance?: string;
}

/** Of LanceDB what `LanceIndex` uses, in memory, with distances as LanceDB defines them; `log` says what was asked for. */
export function fakeLance(): LanceModule & { log: string[] } {
  const databases = new Map<string, Map<string, Stored>>();
  const log: string[] = [];
  const config = (kind: string) => (options: object) => ({ kind, ...options });
  return {
    log,
    Index: { hnswSq: config("hnswSq"), ivfPq: config("ivfPq") },
    async connect(uri, options = {}): Promise<LanceConnection> {
      log.push(`connect ${uri} ${JSON.stringify(options)}`);
      const tables = databases.get(uri) ?? new Map<string, Stored>();
      databases.set(uri, tables);
      return {
        tableNames: async () => [...tables.keys()],
        async createTable(name, rows, { mode }) {
          if (mode === "create" && tables.has(name)) throw new Error(`Table '${name}' already exists`);
          const stored = { rows: [...rows] };
          tables.set(name, stored);
          return table(stored, log);
        },
        async openTable(name) {
          const stored = tables.get(name);
          if (!stored) throw new Error(`Table '${name}' was not found`);
          return table(stored, log);
        },
        async dropTable(name) {
          tables.delete(name);
        },
        close() {},
      };
    },
  };
}

function table(stored: Stored, log: string[]): LanceTable {
  const first = stored.rows[0] as { vector: ArrayLike<number> };
  return {
    async add(rows) {
      stored.rows.push(...rows);
    },
    countRows: async () => stored.rows.length,
    schema: async () => ({
      fields: Object.keys(first).map((name) => ({
        name,
        type: name === "vector" ? { listSize: first.vector.length } : {},
      })),
    }),
    async createIndex(_, { config }) {
      const { kind, distanceType } = config as { kind: string; distanceType: string };
      log.push(`createIndex ${kind} ${distanceType}`);
      stored.distance = distanceType;
    },
    listIndices: async () => (stored.distance ? [{ name: "vector_idx", columns: ["vector"] }] : []),
    indexStats: async () => (stored.distance ? { distanceType: stored.distance } : undefined),
    query: () => query(stored, log),
    close() {},
  };
}

function query({ rows }: Stored, log: string[]): LanceQuery {
  return {
    nearestTo: (vector) => vectorQuery(rows, [vector], log),
    select: () => ({
      toArray: async () => rows,
      async *[Symbol.asyncIterator]() {
        yield { toArray: () => rows.slice(0, 50).reverse() };
        yield { toArray: () => rows.slice(50) };
      },
    }),
  };
}

function vectorQuery(
  rows: readonly Record<string, unknown>[],
  vectors: readonly Float32Array[],
  log: string[],
  given: { distance?: LanceDistance; limit?: number } = {},
): LanceVectorQuery {
  const next = (more: object) => vectorQuery(rows, vectors, log, { ...given, ...more });
  const logged = (option: string) => (value: number) => {
    log.push(`${option} ${value}`);
    return next({});
  };
  return {
    addQueryVector: (vector) => vectorQuery(rows, [...vectors, vector], log, given),
    distanceType: (distance) => next({ distance }),
    limit: (limit) => next({ limit }),
    select: () => next({}),
    refineFactor: logged("refineFactor"),
    nprobes: logged("nprobes"),
    ef: logged("ef"),
    toArray: async () =>
      vectors.flatMap((vector, query_index) =>
        rows
          .map((row) => ({
            row: row.row,
            _distance: distance(given.distance ?? "l2", [...vector], [...(row.vector as Float32Array)]),
            ...(vectors.length > 1 && { query_index }),
          }))
          .sort((a, b) => a._distance - b._distance)
          .slice(0, given.limit ?? 10),
      ),
  };
}

function distance(type: LanceDistance, a: number[], b: number[]): number {
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  if (type === "dot") return 1 - dot(a, b);
  if (type === "cosine") return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0);
}
