import type { Table } from "apache-arrow";

/**
 * The bytes of an Arrow table, in the stream (the default) or the file format, for libraries that read Arrow.
 *
 * As everywhere in this package apache-arrow is loaded when it is needed: it takes 20 MB, which most programs do not.
 */
export async function tableToIPC(table: Table, type?: "file" | "stream"): Promise<Uint8Array> {
  const arrow = await import("apache-arrow");
  return arrow.tableToIPC(table, type);
}
