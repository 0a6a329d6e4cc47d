import { z } from "zod";
import { ServerOptionsError } from "./errors.ts";
import { limits } from "./limits/limits.ts";
import { isLoopback } from "./protect/loopback.ts";
import type { RequestLog } from "./responses/request-log.ts";

const token = z
  .string()
  .min(16, "expected at least 16 characters, such as of `openssl rand -hex 16`")
  .regex(/^[\x21-\x7e]+$/, "expected printable ASCII without spaces");

const hostName = z
  .string()
  .regex(/^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i, "expected a name, or name:port, without a scheme")
  .toLowerCase();

const origin = z.string().refine((text) => {
  const whole = text.replace(/:\*$/, ":1");
  return URL.canParse(whole) && new URL(whole).origin === whole;
}, "expected an origin such as http://localhost:8888, or http://localhost:* for any port, without a path");

/** Lets a request through with undefined, or refuses it with the answer. */
export type Authorize = (request: Request) => Response | undefined | Promise<Response | undefined>;

/** What `startServer` takes beside the app. */
const schema = z.strictObject({
  /** Port to listen on; 0 for a free one. Default: 0. */
  port: z.int().min(0).max(65_535).default(0),
  /** Address to listen on. Any that others can reach needs `allowedHosts`, and `tokens` or `authorize`. Default: 127.0.0.1. */
  host: z.string().min(1).default("127.0.0.1"),
  /** A request needs one of them, as `Authorization: Bearer TOKEN`. Default: none. */
  tokens: z.array(token).default([]),
  /**
   * Called with each request before the app, in place of `tokens`, for an app with users of its own: what it answers is
   * sent, and undefined lets the request through. A failure of it is a 500. Default: none.
   */
  authorize: z.custom<Authorize>((value) => typeof value === "function", "expected a function").optional(),
  /** Names under which others reach this server, "name" or "name:port"; needs `tokens` or `authorize`. Default: none. */
  allowedHosts: z.array(hostName).default([]),
  /**
   * Origins of other pages that may read answers (CORS) and change something; "http://localhost:*" is any port. Default:
   * none.
   */
  allowedOrigins: z.array(origin).default([]),
  /** Pages that may show this server in a frame, such as "http://localhost:*". Default: none. */
  frameAncestors: z.array(z.string().regex(/^[^\s;,]+$/)).default([]),
  /** How much one client may take. */
  limits: z.prefault(limits, {}),
  /** Milliseconds that `close` gives requests to end. Default: 5 s. */
  closeTimeout: z.int().nonnegative().default(5000),
  /** Called after each request. Default: none. */
  log: z
    .custom<(entry: RequestLog) => void>((value) => typeof value === "function", "expected a function")
    .optional(),
});

export type ServerOptions = z.input<typeof schema>;
export type ParsedServerOptions = z.output<typeof schema>;

const exposed = (what: string, missing: string) =>
  `others could reach the server, so it needs ${missing}; give allowedHosts, and tokens or authorize, or listen on 127.0.0.1 only: ${what}`;

/** @throws ServerOptionsError for what is unknown, out of range, or open to others without protection */
export function parseServerOptions(options: ServerOptions): ParsedServerOptions {
  const result = schema.safeParse(options);
  if (!result.success) {
    const [first] = result.error.issues;
    // A token that is too short must not be shown; zod's messages have no values.
    throw new ServerOptionsError(String(first?.path[0] ?? ""), z.prettifyError(result.error));
  }
  const { host, tokens, authorize, allowedHosts } = result.data;
  const open = !isLoopback(host);
  const guarded = tokens.length > 0 || authorize !== undefined;
  if (open && !guarded) throw new ServerOptionsError("tokens", exposed(host, "tokens"));
  if (open && allowedHosts.length === 0)
    throw new ServerOptionsError("allowedHosts", exposed(host, "allowedHosts, the names it is reached by"));
  if (allowedHosts.length > 0 && !guarded)
    throw new ServerOptionsError("tokens", exposed(allowedHosts.join(", "), "tokens"));
  return result.data;
}
