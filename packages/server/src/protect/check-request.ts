import type { IncomingMessage } from "node:http";
import { HttpError } from "../errors.ts";
import { allowsOrigin } from "./allows-origin.ts";
import { sameSecret } from "./same-secret.ts";

export interface RequestRules {
  /** Host headers that are answered, "name:port"; a "name" goes with any port. In lower case. */
  readonly hosts: readonly string[];
  /** Origins besides the server's own that may change something and read answers. */
  readonly origins: readonly string[];
  /** One of them is needed where there are any. */
  readonly tokens: readonly string[];
  readonly maxHeaders: number;
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

const knownHost = (host: string, hosts: readonly string[]) =>
  hosts.includes(host) || hosts.includes(host.replace(/:\d+$/, ""));

/** Cross-origin pages ask with OPTIONS before they may send a token, so that question comes without one. */
const isPreflight = ({ method, headers }: IncomingMessage) =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined;

/** Origins are compared without the scheme: a proxy may have spoken TLS, and no port serves two. */
function isOwnOrigin(origin: string, host: string): boolean {
  return origin.toLowerCase() === `http://${host}` || origin.toLowerCase() === `https://${host}`;
}

/**
 * Refuses, before any handler runs, what a web page of somebody else could send to a server on the learner's machine.
 * A name of the attacker's that resolves to 127.0.0.1 (DNS rebinding) shows in Host; a form or script on another page
 * shows in Origin. Programs send no Origin.
 *
 * @throws HttpError 400, 401, 403, 421 or 431
 */
export function checkRequest(request: IncomingMessage, rules: RequestRules): void {
  const { headers, rawHeaders, method = "", url = "" } = request;
  if (rawHeaders.length / 2 > rules.maxHeaders)
    throw new HttpError(431, "too_many_headers", `more headers than the limit: ${rules.maxHeaders}`);
  if (!url.startsWith("/"))
    throw new HttpError(400, "invalid_target", "the request's target must be a path that begins with /");
  if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host").length !== 1)
    throw new HttpError(400, "invalid_host", "expected one Host header");
  const host = (headers.host ?? "").toLowerCase();
  if (!knownHost(host, rules.hosts))
    throw new HttpError(
      421,
      "unknown_host",
      `this server does not answer for the name in the Host header; allow it when starting the server: ${JSON.stringify(host)}`,
    );
  const changesState = !safeMethods.has(method) || headers.upgrade !== undefined;
  if (changesState) checkOrigin(headers, host, rules.origins);
  if (rules.tokens.length === 0 || isPreflight(request)) return;
  const [, token] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (token === undefined)
    throw new HttpError(401, "missing_token", "a token is needed, in the header Authorization: Bearer TOKEN");
  if (!sameSecret(token, rules.tokens))
    throw new HttpError(401, "invalid_token", "the token is not one of this server's");
}

function checkOrigin(headers: IncomingMessage["headers"], host: string, allowed: readonly string[]): void {
  const { origin } = headers;
  if (origin !== undefined && (allowsOrigin(allowed, origin) || isOwnOrigin(origin, host))) return;
  // Browsers that leave out Origin still say where a request comes from.
  if (origin === undefined && headers["sec-fetch-site"] !== "cross-site") return;
  throw new HttpError(
    403,
    "foreign_origin",
    `pages of this origin may not change anything here; allow it when starting the server: ${JSON.stringify(origin ?? "unknown")}`,
  );
}
