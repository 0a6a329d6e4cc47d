import { HttpError } from "@llm-course/server";

/** What clients tell the Hub's errors apart by: the header X-Error-Code of an answer. */
export type HubErrorCode =
  | "RepoNotFound"
  | "RevisionNotFound"
  | "EntryNotFound"
  | "GatedRepo"
  | "AccountNotFound"
  | "Unauthorized"
  | "Forbidden"
  | "AlreadyExists"
  | "StaleParent"
  | "InvalidName"
  | "InvalidRequest"
  | "InvalidObject"
  | "ExpiredUrl"
  | "NotSupported"
  | "TooLarge"
  | "DiskFull"
  | "Unavailable";

const statuses: Readonly<Record<HubErrorCode, number>> = {
  RepoNotFound: 404,
  RevisionNotFound: 404,
  EntryNotFound: 404,
  GatedRepo: 403,
  AccountNotFound: 404,
  Unauthorized: 401,
  Forbidden: 403,
  AlreadyExists: 409,
  StaleParent: 412,
  InvalidName: 400,
  InvalidRequest: 400,
  InvalidObject: 422,
  ExpiredUrl: 403,
  NotSupported: 501,
  TooLarge: 413,
  DiskFull: 507,
  Unavailable: 503,
};

/** What a client of the local Hub is told; any other error is a 500 that says nothing. */
export class HubError extends HttpError {
  override name = "HubError";
  declare readonly code: HubErrorCode;
  /** More fields of the answer's body, such as the `url` of a repository that exists. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: HubErrorCode,
    message: string,
    {
      cause,
      data = {},
      status = statuses[code],
    }: { cause?: unknown; data?: Record<string, unknown>; status?: number } = {},
  ) {
    super(status, code, message, { cause });
    this.data = data;
  }
}
