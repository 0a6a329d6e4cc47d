import { z } from "zod";
import {
  BadRequestError,
  ConflictError,
  EntryNotFoundError,
  ForbiddenError,
  GatedRepoError,
  HubApiError,
  RepositoryNotFoundError,
  RevisionNotFoundError,
  StaleParentError,
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
  400: [BadRequestError, "the Hub does not accept this"],
  401: [UnauthorizedError, "not authorized; pass a valid token, and check the repository id"],
  403: [ForbiddenError, "forbidden; the token does not grant this"],
  409: [ConflictError, "there is one of this name already"],
  412: [StaleParentError, "the branch has a newer commit than parentCommit; look at it, and commit again"],
  422: [BadRequestError, "the Hub does not accept this"],
};

/** More of an error's body than this is nothing to show. */
const maxBodyBytes = 10_000;
const errorBody = z.object({ error: z.string() });

/** The typed error for an answer, by the Hub's `X-Error-Code` header, else by status. Closes the body. */
export async function apiError(
  response: Response,
  { url, repo, token }: { url: URL; repo?: string | undefined; token?: string | undefined },
): Promise<HubApiError> {
  const words = await wordsOf(response);
  const code = response.headers.get("x-error-code") ?? "";
  const [ErrorClass, reason] = (Object.hasOwn(byCode, code)
    ? byCode[code as keyof typeof byCode]
    : byStatus[response.status]) ?? [HubApiError, "request failed"];
  // The server's own words may repeat what it was sent.
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

/** What the server says of it, in a header or in JSON. Closes the body. */
async function wordsOf(response: Response): Promise<string> {
  const header = response.headers.get("x-error-message");
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  if (header !== null || !isJson || !response.body) {
    await response.body?.cancel();
    return header ?? "";
  }
  let text = "";
  try {
    // Leaving the loop closes the body.
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.length > maxBodyBytes) return "";
    }
    return errorBody.safeParse(JSON.parse(text)).data?.error ?? "";
  } catch {
    return "";
  }
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
