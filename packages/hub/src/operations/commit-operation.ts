import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { InvalidSettingError } from "../errors.ts";
import { checkRepoPath } from "../repo-path.ts";

/** A file that a commit adds, or replaces: its content, or where it is on this machine. */
export type FileToAdd = { path: string } & ({ content: string | Uint8Array | Blob } | { file: string });

/** A change of a commit. All of them are made, or none. */
export type CommitOperation =
  | ({ kind: "add" } & FileToAdd)
  | { kind: "delete"; path: string }
  | { kind: "deleteFolder"; path: string }
  /** `from` is looked for at `fromRevision`, by default at the branch that the commit is on. */
  | { kind: "copy"; path: string; from: string; fromRevision?: string };

/**
 * A file to add as the official client takes it; one on this machine is read as it is sent.
 *
 * @throws InvalidNameError, InvalidSettingError for a file that is not there
 */
export async function blobOf(file: FileToAdd): Promise<{ path: string; content: Blob }> {
  const path = checkRepoPath(file.path);
  if ("file" in file) {
    const isFile = (await stat(file.file).catch(() => undefined))?.isFile();
    if (!isFile) throw new InvalidSettingError("file", `no such file to upload: ${file.file}`);
    return { path, content: await openAsBlob(file.file) };
  }
  const { content } = file;
  // A typed array over shared memory is no part of a blob.
  return { path, content: content instanceof Blob ? content : new Blob([ownBytes(content)]) };
}

function ownBytes(content: string | Uint8Array): string | Uint8Array<ArrayBuffer> {
  return typeof content === "string" ? content : new Uint8Array(content);
}
