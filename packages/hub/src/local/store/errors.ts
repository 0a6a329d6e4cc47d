/** A path that a repository cannot hold, or that would mean something else on some system. */
export class InvalidPathError extends Error {
  override name = "InvalidPathError";
  readonly path: string;

  constructor(expected: string, path: string) {
    super(`invalid path in a repository; expected ${expected}: ${JSON.stringify(path)}`);
    this.path = path;
  }
}

/** The commit has nothing at this path, or something of another kind. */
export class PathNotFoundError extends Error {
  override name = "PathNotFoundError";
  readonly path: string;

  constructor(
    path: string,
    why = "the revision has no such file or folder; list its tree to see what it has",
  ) {
    super(`${why}: ${JSON.stringify(path)}`);
    this.path = path;
  }
}

/** More paths than anyone could list; a small push can make ten thousand million of one folder that is in itself. */
export class TreeTooLargeError extends Error {
  override name = "TreeTooLargeError";
  readonly path: string;

  constructor(limit: number, path: string) {
    super(
      `more than ${limit} files and folders; list one folder at a time, without recursive: ${JSON.stringify(path)}`,
    );
    this.path = path;
  }
}

/** A file where a folder is needed, or a folder where a file is to be put. */
export class PathConflictError extends Error {
  override name = "PathConflictError";
  readonly path: string;

  constructor(what: string, path: string) {
    super(
      `${what}; delete it in an earlier operation of the commit or choose another path: ${JSON.stringify(path)}`,
    );
    this.path = path;
  }
}

/** No branch, tag, `refs/…` or commit of this name. */
export class UnknownRevisionError extends Error {
  override name = "UnknownRevisionError";
  readonly revision: string;

  constructor(revision: string) {
    super(`expected a branch, a tag or a commit id of this repository: ${JSON.stringify(revision)}`);
    this.revision = revision;
  }
}

/** The branch has moved on from the commit that the caller saw. */
export class StaleParentError extends Error {
  override name = "StaleParentError";
  readonly branch: string;
  readonly parent: string;
  /** Where the branch is now; nothing when it is gone. */
  readonly current: string | undefined;

  constructor(branch: string, parent: string, current: string | undefined) {
    super(
      `a commit was made since; look at it and commit again on ${current ?? "a branch that exists"}, not on ${parent}: ${branch}`,
    );
    this.branch = branch;
    this.parent = parent;
    this.current = current;
  }
}

/** A name that git does not take for a branch or tag. */
export class InvalidRefNameError extends Error {
  override name = "InvalidRefNameError";
  readonly ref: string;

  constructor(expected: string, ref: string) {
    super(`invalid branch or tag name; expected ${expected}: ${JSON.stringify(ref)}`);
    this.ref = ref;
  }
}

/** The branch or tag exists, or one whose name is a folder of this one. */
export class RefExistsError extends Error {
  override name = "RefExistsError";
  readonly ref: string;

  constructor(ref: string) {
    super(
      `the name is taken; delete that branch or tag first or choose another name: ${JSON.stringify(ref)}`,
    );
    this.ref = ref;
  }
}

/** `Repository.create` where something is, or `Repository.open` where there is no bare repository. */
export class RepositoryFolderError extends Error {
  override name = "RepositoryFolderError";
  readonly folder: string;

  constructor(expected: string, folder: string) {
    super(`expected ${expected}: ${folder}`);
    this.folder = folder;
  }
}

/** git's own check refused an object, such as a `.gitmodules` file that runs commands. Nothing was committed. */
export class UnsafeContentError extends Error {
  override name = "UnsafeContentError";

  constructor(complaint: string) {
    super(`git's safety check refused the content of the commit; remove what it names: ${complaint}`);
  }
}

/** git is missing or too old. */
export class GitUnavailableError extends Error {
  override name = "GitUnavailableError";
}

/** git failed in a way that is no fault of the caller's. */
export class GitError extends Error {
  override name = "GitError";
  readonly command: string;
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(command: string, exitCode: number | null, stderr: string) {
    super(
      `git ${command} failed with ${exitCode ?? "a signal"}: ${stderr.trim().slice(0, 1000) || "no message"}`,
    );
    this.command = command;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** No room on the disk. What was acknowledged before is untouched and what was being written is gone. */
export class StorageFullError extends Error {
  override name = "StorageFullError";
  readonly folder: string;

  constructor(folder: string, cause?: unknown) {
    super(`the disk is full; free some space and send it again: ${folder}`, { cause });
    this.folder = folder;
  }
}

/** The bytes that came are not the object that was announced; nothing of them was kept. */
export class BlobMismatchError extends Error {
  override name = "BlobMismatchError";
  readonly oid: string;
  readonly expected: string | number;
  readonly actual: string | number;

  constructor(what: "size" | "sha256", oid: string, expected: string | number, actual: string | number) {
    super(
      `the object has the wrong ${what}; send it again whole, expected ${expected}, got ${actual}: ${oid}`,
    );
    this.oid = oid;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The store has no object of this sha256. */
export class BlobNotFoundError extends Error {
  override name = "BlobNotFoundError";
  readonly oid: string;

  constructor(oid: string) {
    super(`no such object in the store; upload it first: ${oid}`);
    this.oid = oid;
  }
}

/** Not a sha256, or not a size. */
export class InvalidBlobError extends Error {
  override name = "InvalidBlobError";

  constructor(expected: string, value: unknown) {
    super(`invalid LFS object; expected ${expected}: ${JSON.stringify(value)}`);
  }
}
