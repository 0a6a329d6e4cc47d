import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as one of the hosts saw it. */
export interface SeenCall {
  host: "hub" | "evil";
  method: string;
  path: string;
  authorization: string | undefined;
  body: string;
}

/** An answer; a function is given the request's body. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; json?: unknown }
  | ((body: string) => { status?: number; headers?: Record<string, string>; json?: unknown });

/** A Hub that answers what a test tells it to, and a second host, which must never see a token. */
export class HostileHub implements AsyncDisposable {
  readonly seen: SeenCall[] = [];
  /** By method and path, as `"POST /api/models/ada/x/commit/main"`; what is not here is a 404. */
  readonly answers = new Map<string, Answer>();
  endpoint = "";
  evil = "";
  readonly #servers: Server[] = [];

  static async start(): Promise<HostileHub> {
    const hub = new HostileHub();
    hub.endpoint = await hub.#listen("hub");
    hub.evil = await hub.#listen("evil");
    return hub;
  }

  async #listen(host: "hub" | "evil"): Promise<string> {
    const server = createServer(async (request, response) => {
      const { pathname: path } = new URL(request.url ?? "/", "http://hub");
      const { method = "GET", headers } = request;
      const body = await text(request);
      this.seen.push({ host, method, path, authorization: headers.authorization, body });
      const given = this.answers.get(`${method} ${path}`) ?? { status: 404 };
      const { status = 200, headers: more = {}, json } = typeof given === "function" ? given(body) : given;
      response.writeHead(status, { "content-type": "application/json", ...more });
      response.end(json === undefined ? undefined : JSON.stringify(json));
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** What a host was sent. */
  callsTo(host: "hub" | "evil"): SeenCall[] {
    return this.seen.filter((each) => each.host === host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}
