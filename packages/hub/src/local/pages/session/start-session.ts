import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { HubContext } from "../../api/hub-env.ts";
import { sessionCookie } from "../../api/viewer.ts";
import type { HubService } from "../../service/hub-service.ts";
import type { Viewer } from "../../service/viewer.ts";
import type { PageOptions } from "../page-options.ts";

/** Milliseconds. */
const lifetime = 30 * 24 * 60 * 60 * 1000;

/**
 * Signs somebody in: a new secret in the cookie, whatever was in it before, whose session ends.
 *
 * @param who.token what was signed in with; the session does not outlive it
 */
export function startSession(
  context: HubContext,
  service: HubService,
  who: { user: string; scope: "read" | "write"; token?: Viewer["token"] },
  { publicUrl }: PageOptions,
): void {
  const { user, scope, token } = who;
  const before = getCookie(context, sessionCookie);
  if (before !== undefined) service.people.deleteSession(before);
  const end = new Date(
    Math.min(Date.now() + lifetime, token?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY),
  );
  const session = service.people.createSession(user, { scope, expires: end, token: token?.id });
  setCookie(context, sessionCookie, session, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    expires: end,
    ...(publicUrl?.startsWith("https:") && { secure: true }),
  });
}

/** Signs out: the session ends here, and the cookie in the browser. */
export function endSession(context: HubContext, service: HubService): void {
  const session = getCookie(context, sessionCookie);
  if (session !== undefined) service.people.deleteSession(session);
  deleteCookie(context, sessionCookie, { path: "/" });
}
