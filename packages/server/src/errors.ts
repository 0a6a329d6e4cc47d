/** Thrown by `startServer` for options that would open the server wider than is safe, or that make no sense. */
export class ServerOptionsError extends Error {
  override name = "ServerOptionsError";
  readonly option: string;
  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}

/** Thrown by `startServer` when the address is taken or not this machine's. */
export class ListenError extends Error {
  override name = "ListenError";
}

/** The word for each status, as OpenAI's errors have it. */
const types: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  503: "overloaded_error",
};

/**
 * What a client is told: thrown anywhere in a handler it becomes the answer. Anything else that is thrown is a 500
 * without a word about its cause.
 */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  /** The kind of error, such as "invalid_request_error"; by default that of the status. */
  readonly type: string;
  /** What programs can tell errors apart by, such as "body_too_large". */
  readonly code: string;
  /** The field of the body that is wrong, such as "messages.0.role". */
  readonly param: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    { type, param, cause }: { type?: string; param?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.type = type ?? types[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
    this.param = param;
  }
}
