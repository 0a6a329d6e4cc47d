import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Thread } from "./mail-threads.ts";

export interface ArchiveServerOptions {
  /** Requests in a window for who shows no token. Default: 30 */
  readonly limit?: number;
  /** Requests in a window with a token. Default: 1000 */
  readonly limitWithToken?: number;
  /** Seconds of a window. Default: 2 */
  readonly window?: number;
}

export interface ArchiveServer extends AsyncDisposable {
  readonly url: string;
}

const mostPerPage = 100;

/**
 * A REST service for threads in the manner of GitHub's for issues: `GET /threads?page=1&per_page=100` without their comments,
 * with a `Link` to the next page, and `GET /threads/7/comments`. Who asks too often gets 403 and is told when to come back. It
 * listens on this machine only, on a free port.
 */
export async function archiveServer(
  threads: readonly Thread[],
  { limit = 30, limitWithToken = 1000, window = 2 }: ArchiveServerOptions = {},
): Promise<ArchiveServer> {
  const counts = new Map<string, { used: number; until: number }>();

  /** Whether a request may be answered; says in any case how many are left. */
  function admit(request: IncomingMessage, response: ServerResponse): boolean {
    const hasToken = /^Bearer \S+$/.test(request.headers.authorization ?? "");
    const who = hasToken ? "token" : "anonymous";
    const most = hasToken ? limitWithToken : limit;
    const now = Date.now();
    let count = counts.get(who);
    if (!count || count.until <= now) count = { used: 0, until: now + 1000 * window };
    counts.set(who, { ...count, used: count.used + 1 });
    response.setHeader("x-ratelimit-limit", most);
    response.setHeader("x-ratelimit-remaining", Math.max(0, most - count.used - 1));
    response.setHeader("x-ratelimit-reset", Math.ceil(count.until / 1000));
    if (count.used < most) return true;
    response.setHeader("retry-after", Math.ceil((count.until - now) / 1000));
    return false;
  }

  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (request.method !== "GET") return answer(405, { message: "only GET is answered" });
    if (!admit(request, response)) return answer(403, { message: "rate limit exceeded" });
    const url = new URL(request.url ?? "/", base());
    const comments = /^\/threads\/(\d{1,9})\/comments$/.exec(url.pathname);
    if (comments) {
      const thread = threads[Number(comments[1]) - 1];
      return thread ? answer(200, thread.comments) : answer(404, { message: "no such thread" });
    }
    if (url.pathname !== "/threads") return answer(404, { message: "no such path" });
    const page = positive(url.searchParams.get("page"), 1);
    const perPage = Math.min(mostPerPage, positive(url.searchParams.get("per_page"), 30));
    const last = Math.max(1, Math.ceil(threads.length / perPage));
    if (page < last) {
      const to = (number: number) => `<${base()}/threads?page=${number}&per_page=${perPage}>`;
      response.setHeader("link", `${to(page + 1)}; rel="next", ${to(last)}; rel="last"`);
    }
    const part = threads.slice((page - 1) * perPage, page * perPage);
    answer(
      200,
      part.map(({ comments: all, ...thread }) => ({ ...thread, comments: all.length })),
    );
  });
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    url: base(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
