import type { RepoRecord } from "./repo-record.ts";

/** Objects of copies of another Hub's repositories that are to be had, though they may not be here yet. */
export interface RemoteObjects {
  object(record: RepoRecord, oid: string): Promise<{ size: number } | undefined>;
  read(
    record: RepoRecord,
    oid: string,
    range?: { start: number; end: number },
  ): Promise<ReadableStream<Uint8Array>>;
}
