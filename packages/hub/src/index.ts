export { cacheFolder } from "./cache-folder.ts";
export { Checkpoint, type CheckpointOptions, checkpoint, type Profile } from "./checkpoint.ts";
export {
  CheckpointRegistrationError,
  UnknownCheckpointError,
  UnpinnedRevisionError,
} from "./checkpoint-errors.ts";
export { type CheckpointEntry, registerCheckpoint, registeredCheckpoints } from "./checkpoint-registry.ts";
export type { ConnectionOptions } from "./connection.ts";
export type { DownloadProgress } from "./download-blob.ts";
export { type DownloadFileOptions, downloadFile, type RepoOptions } from "./download-file.ts";
export { ensureFolder } from "./ensure-folder.ts";
export { type HubEnvironment, hubEnvironment } from "./environment.ts";
export * from "./errors.ts";
export type { PathPatterns } from "./filter-paths.ts";
export { listRepoFiles, type RepoFile } from "./list-repo-files.ts";
export { login, logout } from "./login.ts";
export { nearest } from "./nearest.ts";
export { type OnnxDtype, onnxPatterns } from "./onnx-patterns.ts";
export * from "./operations/index.ts";
export type { RepoType } from "./repo.ts";
export { repoCommit } from "./repo-commit.ts";
export { type SnapshotDownloadOptions, snapshotDownload } from "./snapshot-download.ts";
export { deleteToken, getToken, saveToken } from "./token.ts";
export { MissingTokenizerError } from "./transformers/transformers-fetch.ts";
export { type TransformersEnvironment, type UseHubOptions, useHub } from "./transformers/use-hub.ts";
export { type Identity, whoami } from "./whoami.ts";
