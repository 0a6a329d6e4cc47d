import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { checkPath } from "../../store/check-path.ts";
import { openContent } from "../preview/read-head.ts";
import type { OpenRepo } from "../repo/open-repo.ts";

/** Bytes of a model that is tried on its page. */
const maxModelBytes = 8_000_000_000;

/** Models as folders of plain files, which is what programs load them from: one for each commit that is tried. */
export class ModelFolders {
  readonly #service: HubService;
  readonly #folder: string;
  readonly #making = new Map<string, Promise<void>>();
  readonly #users = new Map<string, number>();
  #emptied: Promise<void> | undefined;

  /** @param folder emptied before its first use: what an earlier process has left is of no use */
  constructor(service: HubService, folder: string) {
    this.#service = service;
    this.#folder = folder;
  }

  /**
   * Calls `use` with the folder of a repository's newest commit, which stays until it has ended.
   *
   * @throws HubError EntryNotFound where the repository is empty, TooLarge
   */
  async use<T>(repo: OpenRepo, use: (folder: string) => Promise<T>): Promise<T> {
    const { key, sha } = repo.record;
    if (sha === undefined)
      throw new HubError("EntryNotFound", "the model has no files yet; upload them first");
    this.#emptied ??= rm(this.#folder, { recursive: true, force: true });
    await this.#emptied;
    const folder = join(this.#folder, key, sha);
    this.#users.set(folder, (this.#users.get(folder) ?? 0) + 1);
    try {
      let made = this.#making.get(folder);
      if (!made) {
        made = this.#make(repo, sha, folder);
        this.#making.set(folder, made);
        made.catch(() => this.#making.delete(folder));
      }
      await made;
      return await use(folder);
    } finally {
      this.#users.set(folder, (this.#users.get(folder) ?? 1) - 1);
    }
  }

  async #make(repo: OpenRepo, commit: string, folder: string): Promise<void> {
    const entries = (await repo.repository.tree(commit, { recursive: true })).filter(
      ({ type }) => type === "file",
    );
    const bytes = entries.reduce((sum, { size }) => sum + size, 0);
    if (bytes > maxModelBytes)
      throw new HubError(
        "TooLarge",
        `the model is too large to be tried here; bytes at most: ${maxModelBytes}`,
      );
    const parent = dirname(folder);
    await this.#removeOthers(parent);
    const temporary = join(parent, `.${randomUUID()}`);
    try {
      await mkdir(temporary, { recursive: true, mode: 0o700 });
      for (const entry of entries) {
        // A push may bring names that mean something to the system.
        const path = join(temporary, ...checkPath(entry.path).split("/"));
        await mkdir(dirname(path), { recursive: true });
        const content = await openContent(this.#service, repo, entry);
        const source = Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]);
        await pipeline(source, createWriteStream(path, { flags: "wx" }));
      }
      await rename(temporary, folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  /** Older commits of the same model that nobody is trying. */
  async #removeOthers(parent: string): Promise<void> {
    for (const name of await readdir(parent).catch(() => [])) {
      const folder = join(parent, name);
      if ((this.#users.get(folder) ?? 0) > 0) continue;
      this.#making.delete(folder);
      await rm(folder, { recursive: true, force: true });
    }
  }
}
