/** Facts every error about a request carries; the URL never holds a query, which may hold a signature. */
export interface RequestFacts {
  url: string;
  repo?: string | undefined;
}

/** The Hub, or the host it redirected to, answered with a status that is not a success. */
export class HubApiError extends Error {
  override name = "HubApiError";
  readonly statusCode: number;
  readonly url: string;
  /** What the Hub's support asks for. */
  readonly requestId: string | undefined;
  readonly repo: string | undefined;
  /** Milliseconds the server asked to wait before the next request. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    facts: RequestFacts & {
      statusCode: number;
      requestId?: string | undefined;
      retryAfter?: number | undefined;
    },
  ) {
    super(message);
    this.statusCode = facts.statusCode;
    this.url = facts.url;
    this.requestId = facts.requestId;
    this.repo = facts.repo;
    this.retryAfter = facts.retryAfter;
  }
}

/** 401: no token, or one that is not valid. The Hub also answers so for a repository that does not exist. */
export class UnauthorizedError extends HubApiError {
  override name = "UnauthorizedError";
}

/** 403: the token is valid and does not grant this. */
export class ForbiddenError extends HubApiError {
  override name = "ForbiddenError";
}

/** The repository's terms have to be accepted on its page first. */
export class GatedRepoError extends HubApiError {
  override name = "GatedRepoError";
}

export class RepositoryNotFoundError extends HubApiError {
  override name = "RepositoryNotFoundError";
}

export class RevisionNotFoundError extends HubApiError {
  override name = "RevisionNotFoundError";
}

/** The repository has no such file at that revision. */
export class EntryNotFoundError extends HubApiError {
  override name = "EntryNotFoundError";
}

/** 400 or 422: the Hub does not accept what it was sent. */
export class BadRequestError extends HubApiError {
  override name = "BadRequestError";
}

/** 409: a repository, branch or tag of this name is there already. */
export class ConflictError extends HubApiError {
  override name = "ConflictError";
}

/** 412: the branch has a newer commit than the `parentCommit` of the change. */
export class StaleParentError extends HubApiError {
  override name = "StaleParentError";
}

/** No answer: name resolution, connection, timeout, or a body that broke off. */
export class HubConnectionError extends Error {
  override name = "HubConnectionError";
  readonly url: string;
  readonly repo: string | undefined;

  constructor(message: string, facts: RequestFacts & { cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.url = facts.url;
    this.repo = facts.repo;
  }
}

/** An answer that is a success and not what the protocol says, or a redirect that is not safe to follow. */
export class InvalidResponseError extends Error {
  override name = "InvalidResponseError";
  readonly url: string;

  constructor(message: string, facts: RequestFacts & { cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.url = facts.url;
  }
}

/** The bytes that arrived are not the bytes that were announced; nothing of them was kept. */
export class IntegrityError extends Error {
  override name = "IntegrityError";
  readonly file: string;
  readonly expected: string | number;
  readonly actual: string | number;

  constructor(
    what: "size" | "sha256" | "git-sha1",
    file: string,
    expected: string | number,
    actual: string | number,
  ) {
    super(`downloaded file has the wrong ${what}; expected ${expected}, got ${actual}: ${file}`);
    this.file = file;
    this.expected = expected;
    this.actual = actual;
  }
}

/** Asked for without the network (`localFilesOnly`, `HF_HUB_OFFLINE`) and not in the cache. */
export class LocalEntryNotFoundError extends Error {
  override name = "LocalEntryNotFoundError";
  readonly repo: string;
  readonly revision: string;

  constructor(what: string, repo: string, revision: string) {
    super(
      `${what} is not in the cache and the network is off; pass localFilesOnly: false and unset HF_HUB_OFFLINE to download it: ${repo}@${revision}`,
    );
    this.repo = repo;
    this.revision = revision;
  }
}

/** A repository id, revision or file name that does not stay inside its cache folder, or is no such thing. */
export class InvalidNameError extends Error {
  override name = "InvalidNameError";
  readonly value: string;

  constructor(kind: string, expected: string, value: string) {
    super(`invalid ${kind}; expected ${expected}: ${JSON.stringify(value)}`);
    this.value = value;
  }
}

/** A setting, from an argument, the environment or a file, that cannot be used. The message never shows a secret. */
export class InvalidSettingError extends Error {
  override name = "InvalidSettingError";
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}
