import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import type { HubContext } from "../../api/hub-env.ts";
import { sessionCookie } from "../../api/viewer.ts";
import { HubError } from "../../hub-error.ts";
import type { Html } from "../parts/html.ts";

/** Of those who are not signed in: what ties a form to their browser. */
const formCookie = "hub_form";

const tokenOf = (secret: string) => createHmac("sha256", secret).update("form").digest("base64url");

function secretOf(context: HubContext): string | undefined {
  const session = getCookie(context, sessionCookie);
  if (context.get("viewer") && session !== undefined) return session;
  const secret = getCookie(context, formCookie) ?? "";
  return /^[\w-]{32}$/.test(secret) ? secret : undefined;
}

/**
 * What the forms of a page hold and no other page can know. It is made of the session, and so ends with it; for those
 * who have none, of a cookie of its own, which is set before the page is answered.
 */
export function csrfToken(context: HubContext): string {
  let secret = secretOf(context);
  if (secret === undefined) {
    secret = randomBytes(24).toString("base64url");
    setCookie(context, formCookie, secret, { httpOnly: true, sameSite: "Strict", path: "/" });
  }
  return tokenOf(secret);
}

/** The hidden field with it; the first of a form, so that it comes before files. */
export const csrfField = (context: HubContext): Html =>
  html`<input type="hidden" name="csrf" value="${csrfToken(context)}">`;

/**
 * Whether a form is one of the pages'. A request with `Authorization: Bearer` is no form's: no page of others can send
 * that header.
 *
 * @throws HubError Forbidden
 */
export function checkCsrf(context: HubContext, given: string | undefined): void {
  if (/^Bearer /i.test(context.req.header("authorization") ?? "")) return;
  const secret = secretOf(context);
  const expected = Buffer.from(secret === undefined ? "" : tokenOf(secret));
  const actual = Buffer.from(given ?? "");
  if (expected.length > 0 && actual.length === expected.length && timingSafeEqual(actual, expected)) return;
  throw new HubError("Forbidden", "the form is older than your session; load its page again, then send it");
}
