import type { HubService } from "../../service/hub-service.ts";
import type { RepoRecord } from "../../service/repo-record.ts";
import type { Repository } from "../../store/repository.ts";
import type { TreeEntry } from "../../store/types.ts";
import { noSuchFile } from "../repo/open-repo.ts";

/**
 * The content of a file, from git or of the LFS object.
 *
 * @throws HubError EntryNotFound for an object that the repository does not have
 */
export async function openContent(
  service: HubService,
  { record, repository }: { record: RepoRecord; repository: Repository },
  { path, oid, lfs }: TreeEntry,
): Promise<ReadableStream<Uint8Array>> {
  if (!lfs) return repository.read(oid);
  const object = await service.object(record.type, record.id, lfs.oid);
  if (object?.size !== lfs.size) throw noSuchFile(path);
  return service.readObject(record.type, record.id, lfs.oid);
}

/** At most so many bytes from the beginning; what comes after is not read. */
export async function readHead(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(part);
    length += part.length;
    if (length >= maxBytes) break;
  }
  return Buffer.concat(parts).subarray(0, maxBytes);
}

/** The text of bytes that may be cut within a character; undefined for what is no text. */
export function textOf(bytes: Buffer, isCut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}
