import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { hubEnvironment } from "./environment.ts";
import { InvalidNameError } from "./errors.ts";
import { isCommit, type Repo, repoFolderName } from "./repo.ts";
import { checkRepoPath } from "./repo-path.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/**
 * One repository in the standard Hugging Face cache, which the Python and JavaScript clients share:
 * `refs/<branch>` holds a commit, `snapshots/<commit>/<file>` links to `blobs/<etag>`.
 */
export class RepoCache {
  readonly folder: string;
  readonly #locks: string;

  constructor(repo: Repo, cacheDir = hubEnvironment().cacheDir) {
    this.folder = resolve(cacheDir, repoFolderName(repo));
    this.#locks = resolve(cacheDir, ".locks", repoFolderName(repo));
  }

  snapshot(commit: string): string {
    return join(this.folder, "snapshots", commit);
  }

  pointer(commit: string, path: string): string {
    return join(this.snapshot(commit), ...checkRepoPath(path).split("/"));
  }

  blob(etag: string): string {
    return join(this.folder, "blobs", checkEtag(etag));
  }

  /** Its own name, not the one of `huggingface_hub`: that one locks by another system call, which does not see ours. */
  lock(etag: string): string {
    return join(this.#locks, `${checkEtag(etag)}.sqlite`);
  }

  /** The commit a revision had when it was last asked for. */
  async readRef(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const text = await readFile(this.#ref(revision), "utf8").catch(() => "");
    return isCommit(text.trim()) ? text.trim() : undefined;
  }

  async writeRef(revision: string, commit: string): Promise<void> {
    if ((await this.readRef(revision)) !== commit) await writeFileAtomically(this.#ref(revision), commit);
  }

  #ref(revision: string): string {
    return join(this.folder, "refs", ...checkRepoPath(revision, "revision").split("/"));
  }

  /** Puts the file of a snapshot in place: a relative link, or a copy where links need a privilege (Windows). */
  async link(blob: string, pointer: string): Promise<void> {
    await mkdir(dirname(pointer), { recursive: true });
    const temporary = `${pointer}.${randomUUID()}.tmp`;
    try {
      await symlink(relative(dirname(pointer), blob), temporary).catch(
        async (error: NodeJS.ErrnoException) => {
          if (!["EPERM", "EACCES", "ENOSYS", "ENOTSUP"].includes(error.code ?? "")) throw error;
          await copyFile(blob, temporary, constants.COPYFILE_FICLONE);
        },
      );
      await rename(temporary, pointer);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

/** The size of the file a path leads to, links followed; undefined when there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() ? facts.size : undefined;
}

/** An etag becomes a file name. */
function checkEtag(etag: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(etag) || etag.endsWith(".incomplete")) {
    throw new InvalidNameError("etag", "letters, digits, - _ .", etag);
  }
  return etag;
}
