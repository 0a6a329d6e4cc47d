import { hubEnvironment, parseEndpoint } from "./environment.ts";
import { getToken, parseToken } from "./token.ts";

export interface ConnectionOptions {
  /** Base URL of the Hub. Default `HF_ENDPOINT`, else the public Hub. */
  endpoint?: string | undefined;
  /** Access token; `null` sends none. Default `getToken()`. */
  token?: string | null | undefined;
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Attempts after the first that make no progress before the call gives up. Default 5. */
  retries?: number | undefined;
  /** Milliseconds before the first retry, doubled for each next one up to 30 s. Default 500. */
  retryDelay?: number | undefined;
  /** Milliseconds without a byte after which an attempt has failed. Default 30 000. */
  timeout?: number | undefined;
}

/** Options with the environment filled in; explicit arguments win. */
export interface Connection {
  endpoint: string;
  token: string | undefined;
  signal: AbortSignal | undefined;
  retries: number;
  retryDelay: number;
  timeout: number;
}

export async function resolveConnection(options: ConnectionOptions): Promise<Connection> {
  const { endpoint, token, signal, retries = 5, retryDelay = 500, timeout = 30_000 } = options;
  return {
    endpoint: endpoint === undefined ? hubEnvironment().endpoint : parseEndpoint(endpoint, "endpoint"),
    token: token === undefined ? await getToken() : token === null ? undefined : parseToken(token, "token"),
    signal,
    retries,
    retryDelay,
    timeout,
  };
}
