import { HubError, type HubErrorCode } from "../hub-error.ts";
import * as store from "../store/errors.ts";

const codes: readonly (readonly [new (...parameters: never[]) => Error, HubErrorCode])[] = [
  [store.InvalidPathError, "InvalidName"],
  [store.InvalidRefNameError, "InvalidName"],
  [store.PathNotFoundError, "EntryNotFound"],
  [store.UnknownRevisionError, "RevisionNotFound"],
  [store.StaleParentError, "StaleParent"],
  [store.RefExistsError, "AlreadyExists"],
  [store.PathConflictError, "InvalidRequest"],
  [store.UnsafeContentError, "InvalidRequest"],
  [store.BlobMismatchError, "InvalidObject"],
  [store.BlobNotFoundError, "EntryNotFound"],
  [store.InvalidBlobError, "InvalidObject"],
  // Moved or deleted by somebody else meanwhile.
  [store.RepositoryFolderError, "RepoNotFound"],
  [store.TreeTooLargeError, "TooLarge"],
  [store.StorageFullError, "DiskFull"],
];

/** Messages in place of those that name a folder, which is nobody's business. */
const messages: Partial<Record<HubErrorCode, string>> = {
  DiskFull: "the Hub's disk is full; free some space and send it again",
  RepoNotFound: "the repository is not there any more",
};

/** What a client is told of an error of the store; other errors as they are. */
export function toHubError(error: unknown): unknown {
  const full = ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException | undefined)?.code ?? "");
  const code = full ? "DiskFull" : codes.find(([kind]) => error instanceof kind)?.[1];
  if (code === undefined) return error;
  return new HubError(code, messages[code] ?? (error as Error).message, { cause: error });
}

/** The result of a call of the store, whose errors become the Hub's. */
export async function storeCalls<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw toHubError(error);
  }
}
