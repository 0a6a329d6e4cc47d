import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { answerParseErrors } from "./lifecycle/answer-parse-errors.ts";
import { listen } from "./lifecycle/listen.ts";
import { RunningServer } from "./lifecycle/running-server.ts";
import { limitBody } from "./limits/limit-body.ts";
import { checkRequest } from "./protect/check-request.ts";
import { corsHeaders } from "./protect/cors.ts";
import { isLoopback, loopbackHosts } from "./protect/loopback.ts";
import { securityHeaders } from "./protect/security-headers.ts";
import { errorBody, errorResponse, publicError } from "./responses/error-response.ts";
import { type ParsedServerOptions, parseServerOptions, type ServerOptions } from "./server-options.ts";

/** What answers requests: a Hono app, or anything with its `fetch`. */
export interface ServedApp {
  fetch(request: Request): Response | Promise<Response>;
}

/**
 * Serves an app on 127.0.0.1 and a free port, or where the options say. Requests are checked before the app sees them:
 * the name in Host, Origin where something is changed, tokens, and limits of size and time.
 *
 * @throws ServerOptionsError for options that would let others in without tokens and a list of hosts, or are unknown
 * @throws ListenError where the address cannot be had
 */
export async function startServer(app: ServedApp, options: ServerOptions = {}): Promise<RunningServer> {
  const parsed = parseServerOptions(options);
  const { limits } = parsed;
  let ownHosts: string[] = [];
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: Math.min(limits.headersTimeout, limits.requestTimeout),
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.checkInterval,
  });
  // Node drops headers above its count silently; one more than ours is enough to see that there are too many.
  server.maxHeadersCount = limits.maxHeaders + 1;
  server.maxConnections = limits.maxConnections;
  answerParseErrors(server);

  const answer = getRequestListener((request) => answerSafely(app, request, parsed), {
    overrideGlobalObjects: false,
  });
  server.on("request", (incoming, outgoing) => {
    logWhenDone(incoming, outgoing, parsed.log);
    outgoing.on("close", () => {
      if (!server.listening) server.closeIdleConnections();
    });
    const refusal = refuse(incoming, outgoing, ownHosts, parsed);
    if (refusal) send(outgoing, refusal);
    else void answer(incoming, outgoing);
  });

  await listen(server, parsed.port, parsed.host);
  const running = new RunningServer(server, parsed);
  if (isLoopback(parsed.host)) ownHosts = loopbackHosts(running.port);
  return running;
}

/** Sets the headers every answer has, and returns the answer for a request that the app is not to see. */
function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  ownHosts: readonly string[],
  { allowedHosts, allowedOrigins, tokens, frameAncestors, limits }: ParsedServerOptions,
): Response | undefined {
  const { headers, method } = incoming;
  const preflight = method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
  const own = {
    ...securityHeaders(frameAncestors),
    ...corsHeaders(headers.origin, allowedOrigins, preflight),
  };
  for (const [name, value] of Object.entries(own)) outgoing.setHeader(name, value);
  try {
    checkRequest(incoming, {
      hosts: [...ownHosts, ...allowedHosts],
      origins: allowedOrigins,
      tokens,
      maxHeaders: limits.maxHeaders,
    });
  } catch (error) {
    return errorResponse(publicError(error));
  }
  return preflight ? new Response(null, { status: 204 }) : undefined;
}

/** A refused request may have a body that nobody reads: its connection is not used again. */
function send(outgoing: ServerResponse, response: Response): void {
  void response.text().then((text) => {
    outgoing.writeHead(response.status, {
      ...Object.fromEntries(response.headers),
      "content-length": Buffer.byteLength(text),
      connection: "close",
    });
    outgoing.end(text);
  });
}

async function answerSafely(
  app: ServedApp,
  request: Request,
  { authorize, limits }: ParsedServerOptions,
): Promise<Response> {
  try {
    return (await authorize?.(request)) ?? (await app.fetch(limitBody(request, limits.maxBodyBytes)));
  } catch (thrown) {
    const error = publicError(thrown);
    if (error !== thrown) console.error(thrown);
    return errorResponse(error, errorBody(error));
  }
}

function logWhenDone(
  { method = "", url = "" }: IncomingMessage,
  outgoing: ServerResponse,
  log: ParsedServerOptions["log"],
): void {
  if (!log) return;
  const began = performance.now();
  outgoing.on("close", () => {
    const status = outgoing.headersSent ? outgoing.statusCode : undefined;
    log({ method, path: url.split("?", 1)[0] ?? "", status, ms: performance.now() - began });
  });
}
