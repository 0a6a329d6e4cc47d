import { join } from "node:path";
import { isLoopback, type RunningServer, type ServerOptions, startServer } from "@llm-course/server";
import { authorizeAll } from "./api/authorize-all.ts";
import { type LocalHubAppOptions, localHubApp } from "./local-hub-app.ts";
import { Mirror, type MirrorOptions } from "./mirror/mirror.ts";
import { authorizePages } from "./pages/session/authorize-pages.ts";
import { isOpenPage } from "./pages/session/login-routes.ts";
import { LoginTickets } from "./pages/session/login-tickets.ts";
import { HubService } from "./service/hub-service.ts";
import { ownerToken } from "./service/owner-token.ts";

export interface LocalHubOptions
  extends Omit<LocalHubAppOptions, "tickets" | "modelFolder" | "mirror">,
    Pick<ServerOptions, "port" | "host" | "allowedHosts" | "allowedOrigins" | "log"> {
  /** Where everything is kept; made if need be. */
  folder: string;
  /** Name of the first user, made at the first start. Default: the system's user name, made legal. */
  user?: string | undefined;
  /** Another Hub, from which what is not here comes, once. Default: none. */
  mirror?: MirrorOptions | undefined;
}

const day = 24 * 60 * 60 * 1000;

/** A Hub that answers until it is closed; `await using` closes it. */
export class LocalHub implements AsyncDisposable {
  readonly service: HubService;
  /** The first user, and a token of theirs that may write. It is in the file `token` of the Hub's folder, too. */
  readonly user: string;
  readonly token: string;
  readonly #server: RunningServer;
  readonly #cleaning: Cleaning;
  readonly #tickets: LoginTickets;
  readonly #mirror: Mirror | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    service: HubService,
    server: RunningServer,
    parts: {
      user: string;
      token: string;
      cleaning: Cleaning;
      tickets: LoginTickets;
      mirror: Mirror | undefined;
    },
  ) {
    const { user, token, cleaning, tickets, mirror } = parts;
    this.service = service;
    this.#server = server;
    this.user = user;
    this.token = token;
    this.#cleaning = cleaning;
    this.#tickets = tickets;
    this.#mirror = mirror;
  }

  /** What clients take for HF_ENDPOINT, such as "http://127.0.0.1:49152". */
  get url(): string {
    return this.#server.url;
  }

  /**
   * A link that signs somebody in to the web pages, once and for ten minutes; a secret until then.
   *
   * @param options.user default: the first user
   * @param options.next the page to go to, such as "/ada/model". Default: the front page
   */
  loginUrl({ user = this.user, next }: { user?: string; next?: string } = {}): string {
    const url = new URL("/login", this.url);
    url.searchParams.set("ticket", this.#tickets.create(user));
    if (next !== undefined) url.searchParams.set("next", next);
    return url.href;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Settles when the server has closed. */
  get closed(): Promise<void> {
    return this.#server.closed;
  }

  /** Lets requests end for five seconds, or `timeout` ms, breaks off the others, and closes what it has open. */
  close(options: { timeout?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close(options: { timeout?: number }): Promise<void> {
    await this.#server.close(options);
    await this.#mirror?.close();
    await this.#cleaning.stop();
    await this.service.close();
  }

  /** Breaks off all requests; with `close` the server then closes at once. */
  breakOff(): void {
    this.#server.breakOff();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Starts a Hub on 127.0.0.1 and a free port. Whoever can reach it there may read public repositories; every change needs
 * a token. With a `host` that others reach, and `allowedHosts`, the names they know it by, everything needs a token.
 *
 * @throws ServerOptionsError, ListenError; HubFolderInUseError where a Hub runs on the folder; InvalidSettingError for a mirror's endpoint or token; GitUnavailableError where git is missing or too old
 */
export async function startLocalHub(options: LocalHubOptions): Promise<LocalHub> {
  const {
    folder,
    user,
    port,
    host,
    allowedHosts = [],
    allowedOrigins,
    log,
    mirror: mirrored,
    ...appOptions
  } = options;
  const service = await HubService.open(folder);
  try {
    const owner = await ownerToken(service, folder, user);
    const reachedByOthers = allowedHosts.length > 0 || (host !== undefined && !isLoopback(host));
    const tickets = new LoginTickets();
    const mirror = mirrored && (await Mirror.open(service, join(folder, "mirror"), mirrored));
    const pages = { tickets, modelFolder: join(folder, "tried-models") };
    const server = await startServer(localHubApp(service, { ...appOptions, ...pages, mirror }), {
      ...(port !== undefined && { port }),
      ...(host !== undefined && { host }),
      ...(allowedOrigins && { allowedOrigins }),
      ...(log && { log }),
      allowedHosts,
      ...(reachedByOthers && { authorize: authorizePages(authorizeAll(service, isOpenPage)) }),
      // Large files are streamed to disk; every other route has a limit of its own.
      limits: { maxBodyBytes: Number.MAX_SAFE_INTEGER, requestTimeout: day },
    });
    const cleaning = new Cleaning(service, appOptions.onError ?? ((error) => console.error(error)));
    return new LocalHub(service, server, { ...owner, cleaning, tickets, mirror });
  } catch (error) {
    await service.close();
    throw error;
  }
}

/** Removes what nobody refers to and packs the rest, now and every day. */
class Cleaning {
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  #running: Promise<unknown>;
  constructor(service: HubService, onError: (error: unknown) => void) {
    const { signal } = this.#ending;
    const clean = async () => {
      await service.collectOrphans();
      await service.maintain(signal);
    };
    const run = () =>
      clean().catch((error) => {
        if (!signal.aborted) onError(error);
      });
    this.#running = run();
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(run);
    }, day).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#running;
  }
}
