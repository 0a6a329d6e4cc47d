export { BlobStore } from "./blob-store.ts";
export { checkPath } from "./check-path.ts";
export * from "./errors.ts";
export { gitEnvironment } from "./git-environment.ts";
export { formatLfsPointer, type LfsPointer, maxPointerBytes, parseLfsPointer } from "./lfs-pointer.ts";
export type { LogOptions } from "./read-log.ts";
export type { LeftoverAges } from "./remove-leftovers.ts";
export { type OpenOptions, Repository } from "./repository.ts";
export type { Change, Commit, FileOperation, Refs, Signature, TreeEntry } from "./types.ts";
