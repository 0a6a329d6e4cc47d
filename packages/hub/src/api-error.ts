import {
  EntryNotFoundError,
  ForbiddenError,
  GatedRepoError,
  HubApiError,
  RepositoryNotFoundError,
  RevisionNotFoundError,
  UnauthorizedError,
} from "./errors.ts";

const byCode = {
  EntryNotFound: [EntryNotFoundError, "no such file in the repository at this revision"],
  GatedRepo: [
    GatedRepoError,
    "repository is gated; accept its terms on its page and pass a token of that account",
  ],
  RepoNotFound: [
    RepositoryNotFoundError,
    "no such repository, or a private one; check the id and repoType, or pass a token that may read it",
  ],
  RevisionNotFound: [RevisionNotFoundError, "the repository has no such branch, tag or commit"],
} as const;

const byStatus: Partial<Record<number, readonly [typeof HubApiError, string]>> = {
  401: [UnauthorizedError, "not authorized; pass a valid token, and check the repository id"],
  403: [ForbiddenError, "forbidden; the token does not grant this"],
};

/** The typed error for an answer, by the Hub's `X-Error-Code` header, else by status. Closes the body. */
export async function apiError(
  response: Response,
  { url, repo, token }: { url: URL; repo?: string | undefined; token?: string | undefined },
): Promise<HubApiError> {
  await response.body?.cancel();
  const code = response.headers.get("x-error-code") ?? "";
  const [ErrorClass, reason] = (Object.hasOwn(byCode, code)
    ? byCode[code as keyof typeof byCode]
    : byStatus[response.status]) ?? [HubApiError, "request failed"];
  // The server's own words may repeat what it was sent.
  const words = response.headers.get("x-error-message") ?? "";
  const told = token ? words.replaceAll(token, "***") : words;
  const address = withoutQuery(url);
  return new ErrorClass(`${reason} (${response.status}${told && `: ${told}`}): ${address}`, {
    url: address,
    statusCode: response.status,
    requestId: response.headers.get("x-request-id") ?? undefined,
    retryAfter: parseRetryAfter(response.headers.get("retry-after")),
    repo,
  });
}

/** A redirect's query often is a signature, which is a secret. */
export function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** `Retry-After` is a number of seconds or a date. Gives milliseconds. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
