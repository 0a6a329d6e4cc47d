import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { takeFileLock } from "../../file-lock.ts";
import { HubError } from "../hub-error.ts";
import { syncFolder } from "../store/sync-folder.ts";
import { HubFolderInUseError } from "./hub-folder-in-use-error.ts";
import type { RepoType } from "./repo-record.ts";

/** Where things are in the Hub's folder. Repositories are made and removed beside their place, and renamed. */
export class HubLayout {
  readonly #folder: string;
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Held while a Hub runs. */
  get lock(): string {
    return join(this.#folder, "lock");
  }
  get database(): string {
    return join(this.#folder, "hub.sqlite");
  }
  get objects(): string {
    return join(this.#folder, "objects");
  }
  get uploads(): string {
    return join(this.#folder, "uploads");
  }
  get key(): string {
    return join(this.#folder, "url-key");
  }
  get #aside(): string {
    return join(this.#folder, "aside");
  }

  /** @param id a checked one */
  repository(type: RepoType, id: string): string {
    const [owner = "", name = ""] = id.split("/");
    return join(this.#folder, "repositories", `${type}s`, owner, `${name}.git`);
  }

  /** A path that does not exist, on the same disk. */
  aside(): string {
    return join(this.#aside, randomUUID());
  }

  /**
   * Makes the folders, and removes what a process that was killed left beside.
   *
   * @returns the lock of the folder, to be disposed of at the end
   * @throws HubFolderInUseError
   */
  async prepare(): Promise<Disposable> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const lock = takeFileLock(this.lock);
    if (!lock) throw new HubFolderInUseError(this.#folder);
    await rm(this.#aside, { recursive: true, force: true });
    await mkdir(this.#aside);
    return lock;
  }

  /** @throws HubError AlreadyExists where something is at the new place */
  async move(from: string, to: string): Promise<void> {
    await mkdir(dirname(to), { recursive: true });
    try {
      await rename(from, to);
    } catch (cause) {
      // Windows says EPERM.
      if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes((cause as NodeJS.ErrnoException).code ?? ""))
        throw cause;
      throw new HubError("AlreadyExists", "a repository of this name exists", { cause });
    }
    await syncFolder(dirname(to));
    await syncFolder(dirname(from));
  }

  async remove(folder: string): Promise<void> {
    const aside = this.aside();
    await this.move(folder, aside);
    // The rest may fail where a reader has a file open; the next start removes it.
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  }

  /** All repositories on disk. */
  async *repositories(): AsyncGenerator<{ type: RepoType; id: string; folder: string }> {
    for (const type of ["model", "dataset", "space"] as const) {
      const root = join(this.#folder, "repositories", `${type}s`);
      for (const owner of await readdir(root).catch(() => []))
        for (const name of await readdir(join(root, owner)))
          if (name.endsWith(".git"))
            yield { type, id: `${owner}/${name.slice(0, -4)}`, folder: join(root, owner, name) };
    }
  }
}
