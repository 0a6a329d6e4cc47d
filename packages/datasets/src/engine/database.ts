import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { processFolder } from "../cache/process-folder.ts";
import { collectSooner } from "./collect-sooner.ts";

let database: Promise<DuckDBInstance> | undefined;
/** What a thread needs to sort some gigabytes; with less for each, sorting fails where one thread alone goes on. */
const bytesPerThread = 256e6;

let memoryLimit = Math.min(2e9, totalmem() / 4);
let maxThreads = availableParallelism();

const threads = () => Math.max(1, Math.min(maxThreads, Math.floor(memoryLimit / bytesPerThread)));

/**
 * How much memory queries take before they go on with files in the cache folder. Default: a quarter of the machine's,
 * and 2 GB at most. Below 512 MB they run on one thread, each further one needs 256 MB, and JavaScript's garbage of the whole
 * process is collected sooner.
 *
 * @param bytes at least 64 MB
 */
export async function setMemoryLimit(bytes: number): Promise<void> {
  memoryLimit = Math.max(64e6, bytes);
  if (memoryLimit < 2 * bytesPerThread) collectSooner();
  if (!database) return;
  using connection = await connect();
  await connection.run(`SET memory_limit = '${Math.round(memoryLimit)}B'`);
  await connection.run(`SET threads = ${threads()}`);
}

/** What the database of a worker takes, so that several together take no more than one alone. Before its first query. */
export function shareMachine(workers: number): void {
  memoryLimit = Math.max(64e6, memoryLimit / workers);
  maxThreads = 1;
}

async function open(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", {
    threads: String(threads()),
    memory_limit: `${Math.round(memoryLimit)}B`,
    temp_directory: join(processFolder(), "spill"),
    preserve_insertion_order: "true",
    // What is freed goes back to the system soon; its own 128 MB would wait beside what JavaScript takes then.
    allocator_flush_threshold: "16MB",
    allocator_bulk_deallocation_flush_threshold: "16MB",
    allocator_background_threads: "true",
    // The system keeps what was read of files; a second copy would grow with them.
    enable_external_file_cache: "false",
    // Nothing is fetched because of what a file or a query says.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    custom_extension_repository: "",
  });
}

/** A connection to the one database of this thread; `using connection = await connect()` closes it. */
export async function connect(): Promise<DuckDBConnection & Disposable> {
  database ??= open();
  const connection = await (await database).connect();
  return Object.assign(connection, { [Symbol.dispose]: () => connection.closeSync() });
}
