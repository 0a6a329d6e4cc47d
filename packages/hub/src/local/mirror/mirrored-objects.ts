import { join } from "node:path";
import { downloadBlob } from "../../download-blob.ts";
import { resolveUrl } from "../../file-metadata.ts";
import type { HubService } from "../service/hub-service.ts";
import type { RemoteObjects } from "../service/remote-objects.ts";
import type { RepoRecord } from "../service/repo-record.ts";
import { BlobNotFoundError } from "../store/errors.ts";
import { runGit } from "../store/run-git.ts";
import { copiesRef } from "./copies-ref.ts";
import { ObjectDownload } from "./object-download.ts";
import { toUnavailable, type Upstream } from "./upstream.ts";

/** Where an object is to be had, and its bytes. */
interface Pointer {
  path: string;
  commit: string;
  size: number;
}

/** Repositories whose pointers are remembered. */
const maxRemembered = 50;

/** The LFS objects of copies: each comes when somebody first reads it, and once however many read it. */
export class MirroredObjects implements RemoteObjects {
  readonly #service: HubService;
  readonly #upstream: Upstream;
  readonly #folder: string;
  readonly #pointers = new Map<string, Promise<Map<string, Pointer>>>();
  readonly #downloads = new Map<string, ObjectDownload>();

  /** @param folder where objects gather until they are whole, on the disk of the store */
  constructor(service: HubService, upstream: Upstream, folder: string) {
    this.#service = service;
    this.#upstream = upstream;
    this.#folder = folder;
  }

  async object(record: RepoRecord, oid: string): Promise<{ size: number } | undefined> {
    return (await this.#pointersOf(record)).get(oid);
  }

  async read(
    record: RepoRecord,
    oid: string,
    range?: { start: number; end: number },
  ): Promise<ReadableStream<Uint8Array>> {
    const pointer = (await this.#pointersOf(record)).get(oid);
    if (pointer === undefined) throw new BlobNotFoundError(oid);
    const download = this.#downloads.get(`${record.key}/${oid}`) ?? this.#start(record, oid, pointer);
    await download.begun.catch((error) => {
      throw toUnavailable(error, this.#upstream.endpoint);
    });
    const { blobs } = this.#service;
    return ReadableStream.from(
      download.read(range ?? { start: 0, end: pointer.size }, ({ start, end }) =>
        blobs.read(oid, { start, end: end - 1 }),
      ),
    );
  }

  /** Looks at its pointers again, after a commit has come. */
  forget({ key }: RepoRecord): void {
    this.#pointers.delete(key);
  }

  /** Waits for downloads that were broken off. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#downloads.values()].map(({ done }) => done));
  }

  /**
   * An object that the store has for another repository is downloaded all the same: only whoever has its bytes may have
   * them, and a pointer to it says nothing of that.
   */
  #start(record: RepoRecord, oid: string, { path, commit, size }: Pointer): ObjectDownload {
    const { type, id, key } = record;
    const { connection } = this.#upstream;
    const blob = join(this.#folder, key, oid);
    const download = new ObjectDownload(`${blob}.incomplete`, size, async (report) => {
      await downloadBlob(connection, {
        url: resolveUrl(connection.endpoint, { type, id }, path, commit),
        ...{ repo: id, file: path, metadata: { commit, etag: oid, size }, blob },
        onProgress: ({ loadedBytes }) => report(loadedBytes),
      });
      await this.#service.blobs.take(oid, blob);
      await this.#service.linkObject(type, id, oid);
    });
    this.#downloads.set(`${key}/${oid}`, download);
    download.done.finally(() => this.#downloads.delete(`${key}/${oid}`)).catch(() => {});
    return download;
  }

  async #pointersOf(record: RepoRecord): Promise<Map<string, Pointer>> {
    const known = this.#pointers.get(record.key);
    if (known) return known;
    const found = this.#list(record);
    this.#pointers.set(record.key, found);
    found.catch(() => this.#pointers.delete(record.key));
    const [oldest] = this.#pointers.keys();
    if (this.#pointers.size > maxRemembered && oldest !== undefined) this.#pointers.delete(oldest);
    return found;
  }

  async #list(record: RepoRecord): Promise<Map<string, Pointer>> {
    const repository = await this.#service.repositoryOf(record);
    const listed = await runGit(repository.folder, ["for-each-ref", "--format=%(objectname)", copiesRef]);
    const pointers = new Map<string, Pointer>();
    for (const commit of new Set(listed.toString().split("\n").filter(Boolean)))
      for (const { path, lfs } of await repository.tree(commit, { recursive: true }))
        if (lfs) pointers.set(lfs.oid, { path, commit, size: lfs.size });
    return pointers;
  }
}
