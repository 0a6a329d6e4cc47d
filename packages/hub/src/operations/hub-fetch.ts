import type { Connection } from "../connection.ts";
import { request } from "../request.ts";
import { isRefused, isTransient, retry } from "../retry.ts";
import { countedBlob } from "./counted-blob.ts";

export interface HubFetchOptions {
  repo: string;
  /** Told how many more bytes of a large file were read to be sent. */
  onSent?: (path: string, bytes: number) => void;
}

/** What the official client adds to the requests that carry a file's bytes. */
type WithHint = RequestInit & { progressHint?: { path?: string } };

/**
 * A `fetch` for the official client, which never sees the token: this adds it to requests to the endpoint, and to no
 * others, wherever an answer of the Hub may point. Failures that may pass are tried again, others are our typed errors.
 */
export function hubFetch(connection: Connection, { repo, onSent }: HubFetchOptions): typeof fetch {
  return async (input, init: WithHint = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const { method = "GET", progressHint } = init;
    const path = progressHint?.path;
    const body = init.body as string | Blob | null | undefined;
    const isCounted = body instanceof Blob && path !== undefined && onSent;
    const attempt = async () => {
      const { response } = await request(connection, {
        ...{ url, method, repo, headers: Object.fromEntries(new Headers(init.headers)) },
        body: isCounted ? countedBlob(body, (bytes) => onSent(path, bytes)) : (body ?? undefined),
        signal: init.signal ?? undefined,
      });
      return response;
    };
    const mayPass = isRepeatable(method, url) ? isTransient : isRefused;
    // When one file fails for good the official client ends the others.
    return retry(connection, attempt, { isTransient: (error) => !init.signal?.aborted && mayPass(error) });
  };
}

/** Questions may be asked again, and objects that are named by their content sent again; a commit would be made twice. */
function isRepeatable(method: string, url: string): boolean {
  return method !== "POST" || /\/(preupload\/[^/]+|info\/lfs\/objects\/batch)$/.test(new URL(url).pathname);
}
