import { rm } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { AccessRequests } from "../database/access-requests.ts";
import { LfsLocks } from "../database/lfs-locks.ts";
import { openDatabase } from "../database/open-database.ts";
import { type Account, People, type TokenOptions } from "../database/people.ts";
import { type ListQuery, RepositoryIndex } from "../database/repository-index.ts";
import { HubError } from "../hub-error.ts";
import { BlobStore } from "../store/blob-store.ts";
import { inTurn } from "../store/in-turn.ts";
import type { OpenOptions, Repository } from "../store/repository.ts";
import type { Change, Signature } from "../store/types.ts";
import { commitFiles } from "./commit-files.ts";
import { describe } from "./describe.ts";
import { DownloadCounter } from "./download-counter.ts";
import { Housekeeping } from "./housekeeping.ts";
import { HubLayout } from "./hub-layout.ts";
import { indexEntry } from "./index-entry.ts";
import { linkObject, ownsObject } from "./linked-objects.ts";
import { MultipartUploads } from "./multipart-uploads.ts";
import { checkRepoId } from "./names.ts";
import { makeRepository, type NewRepo } from "./new-repository.ts";
import { type Access, mayWrite, Permissions, repoNotFound, signedIn } from "./permissions.ts";
import type { RemoteObjects } from "./remote-objects.ts";
import type { Described, RepoRecord, RepoType } from "./repo-record.ts";
import { newSettings, readSettings, type SettingsPatch, writeSettings } from "./repo-settings.ts";
import { RepositoryPool } from "./repository-pool.ts";
import { storeCalls } from "./store-calls.ts";
import { UrlSigner } from "./url-signer.ts";
import type { Viewer } from "./viewer.ts";

/** Milliseconds after which what nobody refers to is removed: objects without a commit, uploads without an end. */
const orphanAge = 24 * 60 * 60 * 1000;

/**
 * The local Hub without HTTP: who may do what, on repositories in git, objects in the store, and a database of people
 * and the index. What is asked for by somebody who may not is a `HubError`; a private repository of others does not
 * exist.
 */
export class HubService implements AsyncDisposable {
  readonly blobs: BlobStore;
  readonly people: People;
  readonly requests: AccessRequests;
  readonly locks: LfsLocks;
  readonly index: RepositoryIndex;
  readonly urls: UrlSigner;
  readonly multipart: MultipartUploads;
  readonly permissions: Permissions;
  readonly #layout: HubLayout;
  readonly #lock: Disposable;
  readonly #database: DatabaseSync;
  readonly #pool: RepositoryPool;
  readonly #downloads: DownloadCounter;
  readonly #housekeeping: Housekeeping;
  #remote: RemoteObjects | undefined;

  private constructor(parts: {
    layout: HubLayout;
    lock: Disposable;
    database: DatabaseSync;
    blobs: BlobStore;
    urls: UrlSigner;
    pool: RepositoryPool;
  }) {
    this.#layout = parts.layout;
    this.#lock = parts.lock;
    this.#database = parts.database;
    this.blobs = parts.blobs;
    this.urls = parts.urls;
    this.#pool = parts.pool;
    this.people = new People(parts.database);
    this.requests = new AccessRequests(parts.database);
    this.locks = new LfsLocks(parts.database);
    this.index = new RepositoryIndex(parts.database);
    this.permissions = new Permissions(this.people, this.requests);
    this.multipart = new MultipartUploads(parts.layout.uploads, parts.blobs);
    this.#housekeeping = new Housekeeping(parts.layout, parts.pool);
    this.#downloads = new DownloadCounter(this.index);
  }

  /**
   * Opens the Hub of a folder, and makes it where there is none. After a crash the index is made again.
   *
   * @param options.leftoverAges how old what killed writers left is before it is removed. Default: 10 s for locks, 1 h for files
   * @throws HubFolderInUseError
   */
  static async open(folder: string, options: OpenOptions = {}): Promise<HubService> {
    const layout = new HubLayout(folder);
    const lock = await layout.prepare();
    try {
      const blobs = await BlobStore.open(layout.objects, options);
      const urls = await UrlSigner.open(layout.key);
      const pool = new RepositoryPool(options);
      const database = openDatabase(layout.database);
      const service = new HubService({ layout, lock, database, blobs, urls, pool });
      if (!service.#markRunning()) await service.rebuildIndex();
      return service;
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  /** Notes that the index may fall behind from now on; says whether it was whole. */
  #markRunning(): boolean {
    const closed = this.#database.prepare("DELETE FROM state WHERE name = 'closed'").run().changes;
    return closed > 0;
  }

  createUser(name: string): Account {
    return this.people.createUser(name);
  }

  createOrganization(name: string, owner: string): Account {
    return this.people.createOrganization(name, owner);
  }

  /** A new token, "hf_…"; only its hash is kept. */
  createToken(user: string, options: TokenOptions): string {
    return this.people.createToken(user, options);
  }

  viewerOf(token: string | undefined): Viewer | undefined {
    return this.people.viewerOf(token);
  }

  /** @throws HubError Unauthorized, Forbidden, AccountNotFound, InvalidName, AlreadyExists */
  async create(viewer: Viewer | undefined, repo: NewRepo): Promise<RepoRecord> {
    const { type, name, organization = signedIn(viewer).name } = repo;
    this.permissions.checkWriter(viewer, organization);
    const owner = this.people.account(organization)?.name ?? organization;
    const id = `${owner}/${name}`;
    checkRepoId(id);
    return this.#inTurn(type, id, async () => {
      const existing = this.index.get(type, id);
      if (existing)
        throw new HubError("AlreadyExists", `you already created this ${type} repository: ${existing.id}`, {
          data: { id: existing.id },
        });
      const settings = newSettings({
        private: repo.private ?? false,
        gated: repo.gated ?? false,
        sdk: repo.sdk,
      });
      return this.#put(type, id, (folder) =>
        makeRepository(folder, settings, { ...repo, author: this.signatureOf(viewer) }),
      );
    });
  }

  /**
   * Adds a copy of another Hub's repository; one that is here already stays.
   *
   * @param make makes the bare repository in a folder that does not exist
   * @throws HubError InvalidName, and what `make` throws
   */
  async addCopy(
    type: RepoType,
    id: string,
    settings: { mirror: string; private: boolean },
    make: (folder: string) => Promise<void>,
  ): Promise<RepoRecord> {
    checkRepoId(id);
    return this.#inTurn(type, id, async () => {
      const existing = this.index.get(type, id);
      if (existing) return existing;
      return this.#put(type, id, async (folder) => {
        await make(folder);
        await writeSettings(folder, newSettings({ ...settings, gated: false }));
      });
    });
  }

  /** Has a repository made aside, and puts it in its place when it is whole. */
  async #put(type: RepoType, id: string, make: (folder: string) => Promise<void>): Promise<RepoRecord> {
    const aside = this.#layout.aside();
    try {
      await storeCalls(make(aside));
      await this.#layout.move(aside, this.#layout.repository(type, id));
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      throw error;
    }
    return this.#reindex(type, id);
  }

  /** @throws HubError RepoNotFound, Unauthorized, Forbidden */
  async delete(viewer: Viewer | undefined, type: RepoType, id: string): Promise<void> {
    const record = this.see(viewer, type, id, "write");
    await this.#inTurn(type, record.id, async () => {
      const folder = this.#layout.repository(type, record.id);
      await this.#pool.close(folder);
      await this.#layout.remove(folder);
      this.index.remove(record.key);
    });
  }

  /** @throws HubError RepoNotFound, Unauthorized, Forbidden (at either end), InvalidName, AlreadyExists */
  async move(viewer: Viewer | undefined, type: RepoType, from: string, to: string): Promise<RepoRecord> {
    const record = this.see(viewer, type, from, "write");
    const { owner, name } = checkRepoId(to);
    this.permissions.checkWriter(viewer, owner);
    const id = `${this.people.account(owner)?.name ?? owner}/${name}`;
    return this.#inTurn(type, id, async () => {
      const existing = this.index.get(type, id);
      // The same repository where only the case of its name changes.
      if (existing && existing.key !== record.key)
        throw new HubError("AlreadyExists", `a ${type} repository of this name exists: ${id}`, {
          data: { id },
        });
      const folder = this.#layout.repository(type, record.id);
      await this.#pool.close(folder);
      await this.#housekeeping.move(folder, this.#layout.repository(type, id));
      return this.#reindex(type, id);
    });
  }

  /** @throws HubError RepoNotFound, Unauthorized, Forbidden */
  async settings(
    viewer: Viewer | undefined,
    type: RepoType,
    id: string,
    patch: SettingsPatch,
  ): Promise<RepoRecord> {
    const record = this.see(viewer, type, id, "write");
    return this.#inTurn(type, record.id, async () => {
      const folder = this.#layout.repository(type, record.id);
      await writeSettings(folder, { ...(await readSettings(folder)), ...patch });
      return this.#reindex(type, record.id);
    });
  }

  /**
   * What the index has of a repository that the viewer may see, read or write.
   *
   * @throws HubError RepoNotFound, GatedRepo, Unauthorized, Forbidden
   */
  see(viewer: Viewer | undefined, type: RepoType, id: string, access: Access = "see"): RepoRecord {
    const record = this.index.get(type, id);
    if (!record) throw repoNotFound(id);
    this.permissions.check(viewer, record, access);
    return record;
  }

  /**
   * A repository to see, read or write; it stays open, and the service closes it.
   *
   * @throws HubError RepoNotFound, GatedRepo, Unauthorized, Forbidden
   */
  async open(
    viewer: Viewer | undefined,
    type: RepoType,
    id: string,
    access: Access,
  ): Promise<{ record: RepoRecord; repository: Repository }> {
    const record = this.see(viewer, type, id, access);
    return { record, repository: await this.#pool.get(this.#layout.repository(type, record.id)) };
  }

  /** The repository of a record, for the Hub itself: who may see it is not asked. */
  async repositoryOf({ type, id }: RepoRecord): Promise<Repository> {
    return storeCalls(this.#pool.get(this.#layout.repository(type, id)));
  }

  /** A page of the repositories that the viewer may see. @throws HubError InvalidRequest for a foreign cursor */
  list(viewer: Viewer | undefined, query: ListQuery): { items: RepoRecord[]; next?: string } {
    this.#downloads.flush();
    return this.index.list(query, this.permissions.namespaces(viewer));
  }

  /**
   * One commit by the viewer; on disk, and in the index, when it resolves.
   *
   * @throws HubError RepoNotFound, Unauthorized, Forbidden, StaleParent, InvalidObject, EntryNotFound, InvalidName …
   */
  async commit(
    viewer: Viewer | undefined,
    type: RepoType,
    id: string,
    change: Omit<Change, "author">,
  ): Promise<{ commitId: string }> {
    const { record, repository } = await this.open(viewer, type, id, "write");
    const author = this.signatureOf(signedIn(viewer));
    const commitId = await storeCalls(commitFiles(repository, this.blobs, { ...change, author }));
    await this.afterPush(type, record.id);
    return { commitId };
  }

  /** Brings the index up to date after refs have changed. */
  async afterPush(type: RepoType, id: string): Promise<void> {
    await this.#inTurn(type, id, () => this.#reindex(type, id));
  }

  /** What a commit's files say of the repository, which for the newest one is in its record, too. */
  async describe(
    { record, repository }: { record: RepoRecord; repository: Repository },
    commit: string,
  ): Promise<Described> {
    return commit === record.sha ? record : describe(repository, commit, record.type);
  }

  /** Lets a repository have an object of the store, after whoever brought it has shown to have its bytes. */
  async linkObject(type: RepoType, id: string, oid: string): Promise<void> {
    await linkObject(this.#layout.repository(type, id), oid);
  }

  /** An object that the repository has: in the store, or where it is a copy of another Hub's, there. */
  async object(type: RepoType, id: string, oid: string): Promise<{ size: number } | undefined> {
    if (await ownsObject(this.#layout.repository(type, id), oid)) return this.blobs.has(oid);
    const record = this.index.get(type, id);
    return record?.mirror === undefined ? undefined : this.#remote?.object(record, oid);
  }

  /**
   * The bytes of an object that the repository has, from `start` to before `end`.
   *
   * @throws HubError Unavailable where it is on another Hub that cannot be reached
   */
  async readObject(
    type: RepoType,
    id: string,
    oid: string,
    range?: { start: number; end: number },
  ): Promise<ReadableStream<Uint8Array>> {
    const record = this.index.get(type, id);
    const isHere = record?.mirror === undefined || (await ownsObject(this.#layout.repository(type, id), oid));
    if (!isHere && this.#remote) return this.#remote.read(record, oid, range);
    return this.blobs.read(oid, range && { start: range.start, end: range.end - 1 });
  }

  /** Has the objects of copies, which are not all here, come from where they are. */
  useRemoteObjects(remote: RemoteObjects): void {
    this.#remote = remote;
  }

  /** @throws HubError RepoNotFound, Unauthorized, Forbidden */
  like(viewer: Viewer | undefined, type: RepoType, id: string, liked: boolean): void {
    const { key } = this.see(viewer, type, id);
    this.index.setLike(key, mayWrite(viewer).name, liked);
  }

  /** A path for something passing, where nothing is; what is left there goes at the Hub's next start. */
  aside(): string {
    return this.#layout.aside();
  }

  /** How commits and tags name somebody. */
  signatureOf({ name }: Viewer): Signature {
    return { name, email: `${name}@users.noreply.localhost` };
  }

  countDownload(record: RepoRecord): void {
    this.#downloads.add(record.key);
  }

  /** Makes the index again from the repositories on disk. */
  async rebuildIndex(): Promise<void> {
    const gone = new Set(this.index.keys());
    for await (const { type, id, folder } of this.#layout.repositories()) {
      gone.delete((await readSettings(folder)).key);
      await this.afterPush(type, id);
    }
    for (const key of gone) this.index.remove(key);
  }

  /** Removes objects that no commit refers to, and uploads that nobody ended, when they are a day old. */
  async collectOrphans({ olderThanMs = orphanAge }: { olderThanMs?: number } = {}): Promise<string[]> {
    return this.#housekeeping.collectOrphans(this, { olderThanMs });
  }

  /** Packs what commits and pushes left in many files, where it is many. @param signal checked between repositories */
  async maintain(signal?: AbortSignal): Promise<void> {
    await this.#housekeeping.maintain(signal);
  }

  async #reindex(type: RepoType, id: string): Promise<RepoRecord> {
    const folder = this.#layout.repository(type, id);
    const settings = await storeCalls(readSettings(folder));
    const before = this.index.get(type, id);
    this.index.put(await indexEntry({ type, id }, await this.#pool.get(folder), settings, before));
    return this.index.get(type, id) as RepoRecord;
  }

  #inTurn<T>(type: RepoType, id: string, work: () => Promise<T>): Promise<T> {
    return inTurn(`${this.#layout.repository(type, id).toLowerCase()}\0hub`, work);
  }

  async close(): Promise<void> {
    this.#downloads.close();
    await this.#pool.closeAll();
    this.#database.prepare("INSERT INTO state VALUES ('closed', '1') ON CONFLICT DO NOTHING").run();
    this.#database.close();
    this.#lock[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
