import type { Server } from "node:http";

/** A server that answers until it is closed; `await using` closes it. */
export class RunningServer implements AsyncDisposable {
  readonly port: number;
  /** Such as "http://127.0.0.1:49152", without a slash at its end. */
  readonly url: string;
  /** Settles when the server has closed, whoever closed it. */
  readonly closed: Promise<void>;
  readonly #server: Server;
  readonly #closeTimeout: number;
  #closing: Promise<void> | undefined;

  constructor(server: Server, { host, closeTimeout }: { host: string; closeTimeout: number }) {
    const address = server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
    this.url = `http://${host.includes(":") ? `[${host}]` : host}:${this.port}`;
    this.#server = server;
    this.#closeTimeout = closeTimeout;
    this.closed = new Promise((resolve) => server.once("close", resolve));
  }

  /**
   * Takes no more connections, lets requests end, and after `timeout` ms (by default the option `closeTimeout`) breaks
   * off those that have not, whose signals are aborted. Called again it waits for the first call's end.
   */
  close({ timeout = this.#closeTimeout }: { timeout?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeout);
    return this.#closing;
  }

  async #close(timeout: number): Promise<void> {
    this.#server.close();
    this.#server.closeIdleConnections();
    const deadline = setTimeout(() => this.#server.closeAllConnections(), timeout);
    await this.closed;
    clearTimeout(deadline);
  }

  /** Breaks off all requests; with `close` the server then closes at once. */
  breakOff(): void {
    this.#server.closeAllConnections();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
