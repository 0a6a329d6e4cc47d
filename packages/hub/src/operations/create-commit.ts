import { z } from "zod";
import { withoutQuery } from "../api-error.ts";
import type { Connection } from "../connection.ts";
import { HubApiError, InvalidResponseError, InvalidSettingError } from "../errors.ts";
import { isCommit } from "../repo.ts";
import { checkRepoPath } from "../repo-path.ts";
import { blobOf, type CommitOperation, type FileToAdd } from "./commit-operation.ts";
import { copiesOf } from "./copies-of.ts";
import { hubFetch } from "./hub-fetch.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";
import { ProgressCounter, type UploadProgress } from "./upload-progress.ts";

export interface CommitOptions extends RepoTarget {
  /** The branch. Default `"main"`. */
  revision?: string | undefined;
  /** The first line of the message. */
  commitMessage?: string | undefined;
  /** The rest of the message. */
  commitDescription?: string | undefined;
  /** The commit that the change is for. With a newer one on the branch nothing is changed. Default: whatever is newest. */
  parentCommit?: string | undefined;
  onProgress?: ((progress: UploadProgress) => void) | undefined;
}

export interface CommitInfo {
  /** The id of the commit. */
  oid: string;
  /** Its page. */
  url: string;
}

const result = z.object({ commit: z.object({ oid: z.string().refine(isCommit), url: z.string() }) });

/**
 * Makes one commit of several changes. Large files are streamed from the disk, five at a time, and only those that the Hub
 * has not: an upload that broke off is gone on with by making the commit again. What the Hub keeps in git itself, small
 * files, is in memory when the commit is sent.
 *
 * @throws StaleParentError with a `parentCommit` that is not the newest, InvalidNameError for a path outside of the
 *   repository, InvalidSettingError without operations, RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError,
 *   UnauthorizedError, ForbiddenError, BadRequestError, HubApiError, HubConnectionError, InvalidResponseError
 */
export async function createCommit(
  options: CommitOptions & { operations: readonly CommitOperation[] },
): Promise<CommitInfo> {
  const { operations, revision = "main", commitDescription, parentCommit } = options;
  if (operations.length === 0)
    throw new InvalidSettingError("operations", "nothing to commit; expected at least one operation");
  const { connection, repo } = await resolveTarget(options);
  connection.signal?.throwIfAborted();
  const copies = await copiesOf(operations, { ...options, revision: parentCommit ?? revision });
  const adds: FileToAdd[] = [...operations.filter((each) => each.kind === "add"), ...copies.files];
  const files = await Promise.all(adds.map(blobOf));
  const lines = [
    ...copies.lines,
    ...pathsOf(operations, "deleteFolder").map((path) => ({ key: "deletedFolder", value: { path } })),
  ];
  const progress = new ProgressCounter(files, options.onProgress);
  const send = hubFetch(connection, {
    repo: repo.id,
    onSent: (path, bytes) => progress.sent(path, bytes),
  });
  // Loaded where it is needed: it is large, and a download does without.
  const official = await import("@huggingface/hub");
  const events = official.commitIter({
    repo: { type: repo.type, name: repo.id },
    title: options.commitMessage ?? titleOf(operations),
    ...(commitDescription !== undefined && { description: commitDescription }),
    operations: [
      ...files.map((file) => ({ operation: "addOrUpdate" as const, ...file })),
      ...pathsOf(operations, "delete").map((path) => ({ operation: "delete" as const, path })),
    ],
    branch: revision,
    ...(parentCommit !== undefined && { parentCommit }),
    hubUrl: connection.endpoint,
    fetch: lines.length === 0 ? send : withLines(send, lines),
    ...(connection.signal && { abortSignal: connection.signal }),
  });
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) {
        progress.done();
        return result.parse(next.value).commit;
      }
      progress.event(next.value);
    }
  } catch (error) {
    throw typedError(error, connection, { repo: repo.id, official });
  }
}

function pathsOf(operations: readonly CommitOperation[], kind: "delete" | "deleteFolder"): string[] {
  return operations.filter((each) => each.kind === kind).map(({ path }) => checkRepoPath(path));
}

function titleOf(operations: readonly CommitOperation[]): string {
  const [first] = operations as [CommitOperation];
  const verb = { add: "Upload", delete: "Delete", deleteFolder: "Delete", copy: "Copy to" }[first.kind];
  const more = operations.length - 1;
  return more === 0 ? `${verb} ${first.path}` : `${verb} ${first.path}, and ${more} more`;
}

/** The official client has no operation for folders and copies: their lines join its own in the request of the commit. */
function withLines(send: typeof fetch, lines: readonly object[]): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    if (headers.get("content-type") !== "application/x-ndjson") return send(input, init);
    const body = [init?.body as string, ...lines.map((line) => JSON.stringify(line))].join("\n");
    return send(input, { ...init, body });
  };
}

/** Our `fetch` throws our errors; what the official client finds wrong in an answer becomes one. */
function typedError(
  error: unknown,
  { signal, endpoint, token }: Connection,
  { repo, official }: { repo: string; official: typeof import("@huggingface/hub") },
): unknown {
  if (signal?.aborted) return signal.reason;
  const facts = { url: endpoint, repo, cause: error };
  if (error instanceof z.ZodError)
    return new InvalidResponseError(`answer to a commit is not what the Hub's API gives: ${endpoint}`, facts);
  if (error instanceof official.InvalidApiResponseFormatError)
    return new InvalidResponseError(`answer is not what the Hub's API gives: ${endpoint}`, facts);
  if (!(error instanceof official.HubApiError)) return error;
  const url = withoutQuery(URL.parse(error.url) ?? new URL(endpoint));
  const words = token === undefined ? error.message : error.message.replaceAll(token, "***");
  return new HubApiError(`the Hub refused a file (${error.statusCode}: ${words}): ${url}`, {
    ...{ url, repo, statusCode: error.statusCode, requestId: error.requestId },
  });
}
