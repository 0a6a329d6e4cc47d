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
  [store.TreeTooLargeError, "TooLarge"],
  [store.StorageFullError, "DiskFull"],
];

/** What a client is told of an error of the store; other errors as they are. */
export function toHubError(error: unknown): unknown {
  if (["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException | undefined)?.code ?? ""))
    return new HubError("DiskFull", "the Hub's disk is full; free some space and send it again", {
      cause: error,
    });
  const [, code] = codes.find(([kind]) => error instanceof kind) ?? [];
  if (code === undefined) return error;
  // A full disk's message names a folder, which is nobody's business.
  const message =
    code === "DiskFull" ? "the Hub's disk is full; free some space and send it again" : undefined;
  return new HubError(code, message ?? (error as Error).message, { cause: error });
}

/** The result of a call of the store, whose errors become the Hub's. */
export async function storeCalls<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw toHubError(error);
  }
}
