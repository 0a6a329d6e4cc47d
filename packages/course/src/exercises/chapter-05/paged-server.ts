import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A service whose pages lead from one to the next; it notes what it is asked. */
export interface PagedServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, and those that came while they had to wait. */
  readonly seen: { requests: number; tooSoon: number; authorization: (string | undefined)[] };
}

export interface PagedServerOptions {
  readonly pages: readonly (readonly object[])[];
  /** The numbers of pages that make callers wait for a second, once, with the status that says so. */
  readonly waits?: ReadonlyMap<number, 403 | 429>;
  /** The number of a page that the service fails to give. */
  readonly brokenAt?: number;
  /** What it wants to see. Default: anybody may read */
  readonly token?: string;
}

/** Who asks this often has lost the thread. */
export const patience = 60;

/** Listens on this machine only, on a free port. Pages have names that nobody can guess, and links to the page before. */
export async function pagedServer({
  pages,
  waits = new Map(),
  brokenAt,
  token,
}: PagedServerOptions): Promise<PagedServer> {
  const seen: PagedServer["seen"] = { requests: 0, tooSoon: 0, authorization: [] };
  const nameOf = (page: number) => (page === 0 ? "start" : `c${(page * 7919) % 1000}x`);
  const waitUntil = new Map<number, number>();
  const server = createServer(({ url = "/", headers }, response) => {
    const answer = (status: number, body: unknown, more: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", connection: "close", ...more });
      response.end(JSON.stringify(body));
    };
    seen.authorization.push(headers.authorization);
    if (++seen.requests > patience) return response.destroy();
    if (token !== undefined && headers.authorization !== `Bearer ${token}`)
      return answer(401, { message: "who are you?" });
    const { pathname, searchParams } = new URL(url, base());
    const cursor = searchParams.get("cursor") ?? "start";
    const page = pages.findIndex((_, i) => nameOf(i) === cursor);
    if (pathname !== "/items" || page < 0) return answer(404, { message: "no such page" });
    const busy = waits.get(page);
    if (busy !== undefined) {
      const now = performance.now();
      const until = waitUntil.get(page);
      if (until !== undefined && now < until) seen.tooSoon++;
      if (until === undefined || now < until) {
        waitUntil.set(page, until ?? now + 950); // clocks of timers may be a little ahead
        return answer(busy, { message: "slow down" }, { "retry-after": "1" });
      }
    }
    if (page === brokenAt) return answer(500, { message: "something broke" });
    const to = (number: number, rel: string) => `<${base()}/items?cursor=${nameOf(number)}>; rel="${rel}"`;
    const links = [
      ...(page > 0 ? [to(page - 1, "prev"), to(0, "first")] : []),
      ...(page < pages.length - 1 ? [to(page + 1, "next"), to(pages.length - 1, "last")] : []),
    ];
    answer(200, pages[page], links.length > 0 ? { link: links.join(", ") } : {});
  });
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    ...{ url: `${base()}/items`, seen },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
