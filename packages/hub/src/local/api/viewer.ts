import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import type { Viewer } from "../service/viewer.ts";
import type { HubEnv } from "./hub-env.ts";

/** The cookie of the web pages. */
export const sessionCookie = "hub_session";

/**
 * Who sends a request: by `Authorization: Bearer hf_…`, by Basic with the token as password, as git sends it, or by the
 * cookie of the pages. A token comes before a cookie.
 *
 * @throws HubError Unauthorized for a token that is not valid; a cookie that is not is as none
 */
export function viewerOfRequest(service: HubService, headers: Headers): Viewer | undefined {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const viewer = service.viewerOf(tokenOf(authorization));
    if (viewer) return viewer;
    throw new HubError("Unauthorized", "Invalid credentials in Authorization header");
  }
  const session = new RegExp(`(?:^|;\\s*)${sessionCookie}=([\\w-]+)`).exec(headers.get("cookie") ?? "")?.[1];
  return service.people.viewerOf(session, "session");
}

function tokenOf(authorization: string): string | undefined {
  const [, scheme = "", value = ""] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization.trim()) ?? [];
  if (scheme.toLowerCase() !== "basic") return value || undefined;
  const decoded = Buffer.from(value, "base64").toString();
  return decoded.slice(decoded.indexOf(":") + 1) || undefined;
}

/** Gives handlers the `viewer` and the `requestId`, which answers have, too. */
export function withViewer(service: HubService): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const given = context.req.header("x-request-id") ?? "";
    const requestId = /^[\w-]{8,100}$/.test(given) ? given : randomUUID();
    context.set("requestId", requestId);
    context.header("X-Request-Id", requestId);
    context.set("viewer", viewerOfRequest(service, context.req.raw.headers));
    await next();
  };
}
