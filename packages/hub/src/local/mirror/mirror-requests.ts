import type { MiddlewareHandler } from "hono";
import type { HubEnv } from "../api/hub-env.ts";
import type { Mirror } from "./mirror.ts";
import { namedRepository } from "./named-repository.ts";

/** Before a request that reads a repository: gets it from the Hub that is mirrored, where it has it. */
export function mirrorRequests(mirror: Mirror): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const { pathname, search } = new URL(context.req.url);
    const named = namedRepository(context.req.method, pathname);
    // A page of somebody else's, which cannot read the answer, is not to fill the disk.
    const isForeign = context.req.header("sec-fetch-site") === "cross-site";
    if (named && !isForeign) {
      const id = await mirror.require(context.get("viewer"), named);
      if (id.toLowerCase() !== named.id.toLowerCase()) {
        const suffix = named.path.endsWith(".git") ? ".git" : "";
        return context.redirect(pathname.replace(named.path, id + suffix) + search, 307);
      }
    }
    await next();
  };
}
