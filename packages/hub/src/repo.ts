import { InvalidNameError } from "./errors.ts";

export type RepoType = "model" | "dataset" | "space";

/** A repository on the Hub: `name`, or `namespace/name`, and its type. */
export interface Repo {
  id: string;
  type: RepoType;
}

const segment = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;

/** The Hub's own rule: one or two segments of letters, digits, `-`, `_`, `.`, with no `--` and no `..`. */
export function parseRepo(id: string, type: RepoType = "model"): Repo {
  const segments = id.split("/");
  if (segments.length > 2 || /--|\.\./.test(id) || !segments.every((part) => segment.test(part))) {
    throw new InvalidNameError("repository id", "name or namespace/name", id);
  }
  return { id, type };
}

/** `models--namespace--name`: the folder of a repository inside the cache. */
export function repoFolderName({ id, type }: Repo): string {
  return [`${type}s`, ...id.split("/")].join("--");
}

/** A full commit id, which, unlike a branch or tag, names the same files for ever. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
