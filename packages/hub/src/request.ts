import { apiError, withoutQuery } from "./api-error.ts";
import type { Connection } from "./connection.ts";
import { HubConnectionError, InvalidResponseError } from "./errors.ts";

const maxRedirects = 10;

export interface HubRequest {
  url: string;
  /** Default `"GET"`. */
  method?: string;
  headers?: Record<string, string>;
  body?: string | Blob | undefined;
  repo?: string | undefined;
  /** Ends this attempt only; the call's own signal is in the connection. */
  signal?: AbortSignal | undefined;
  /** Whether to follow a redirect to another host, or to give that redirect back. Default true. */
  leaveEndpoint?: boolean;
}

export interface HubResponse {
  response: Response;
  /** The headers of every answer on the way, the last one last. */
  trail: Headers[];
}

/**
 * One attempt. Redirects are followed by hand because the token belongs to the endpoint's origin alone: not to a
 * CDN, nor to anyone else an answer points at.
 *
 * @throws HubApiError for a status that is no success, HubConnectionError when there is no answer
 */
export async function request(connection: Connection, options: HubRequest): Promise<HubResponse> {
  const { method = "GET", headers = {}, body, repo, leaveEndpoint = true } = options;
  const signals = [connection.signal, options.signal].filter((signal) => signal !== undefined);
  const { token } = connection;
  const home = new URL(connection.endpoint).origin;
  const trail: Headers[] = [];
  let url = new URL(options.url);
  let atHome = true;
  while (trail.length <= maxRedirects) {
    atHome &&= url.origin === home;
    const authorization = atHome && token !== undefined ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(url, {
      method,
      ...(body !== undefined && { body }),
      // A compressed answer has neither the length nor the validator of the file.
      headers: {
        "accept-encoding": "identity",
        "user-agent": "llm-course-hub",
        ...headers,
        ...authorization,
      },
      // For a redirect fetch would keep in memory what it sends: there must be none for a large file.
      ...(body instanceof Blob ? { redirect: "error", window: null } : { redirect: "manual" }),
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
    }).catch((cause: unknown) => {
      throw connectionError(connection, cause, { url, repo });
    });
    trail.push(response.headers);
    const next = redirectTarget(response, url);
    if (!next || (!leaveEndpoint && next.origin !== home)) {
      if (next === undefined && !response.ok) throw await apiError(response, { url, repo, token });
      return { response, trail };
    }
    await response.body?.cancel();
    if (!isRead(method)) checkWriteRedirect(response, url, next);
    url = next;
  }
  throw new InvalidResponseError(`more than ${maxRedirects} redirects: ${withoutQuery(url)}`, {
    url: withoutQuery(url),
  });
}

function redirectTarget(response: Response, url: URL): URL | undefined {
  const location = response.headers.get("location");
  if (response.status < 300 || response.status > 399 || location === null) return undefined;
  const next = URL.parse(location, url.href);
  const safe =
    next && (next.protocol === "https:" || (next.protocol === "http:" && url.protocol === "http:"));
  if (!safe) {
    throw new InvalidResponseError(`refused a redirect to another protocol: ${withoutQuery(url)}`, {
      url: withoutQuery(url),
    });
  }
  return next;
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** What is written, such as a private repository's files, goes to the host it was meant for, and once. */
function checkWriteRedirect(response: Response, url: URL, next: URL): void {
  if (next.origin === url.origin && [307, 308].includes(response.status)) return;
  throw new InvalidResponseError(
    `refused a redirect (${response.status}) of what was to be written: ${withoutQuery(url)}`,
    { url: withoutQuery(url) },
  );
}

/** What to throw when an attempt broke off: the reason of the call's own signal, else a typed error. */
export function connectionError(
  connection: Connection,
  cause: unknown,
  { url, repo }: { url: URL; repo?: string | undefined },
): unknown {
  if (connection.signal?.aborted) return connection.signal.reason;
  const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause) : undefined;
  const address = withoutQuery(url);
  return new HubConnectionError(
    `no answer, or it broke off (${reason?.message || "unknown reason"}): ${address}`,
    {
      url: address,
      repo,
      cause,
    },
  );
}
