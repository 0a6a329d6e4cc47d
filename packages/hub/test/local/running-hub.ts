import { type LocalHub, type LocalHubOptions, startLocalHub } from "../../src/local/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

export interface RunningHub extends AsyncDisposable {
  readonly hub: LocalHub;
  readonly url: string;
  readonly folder: string;
  /** What the official client takes, of the first user, "ada". */
  readonly ada: { hubUrl: string; accessToken: string };
  /** A user made at the first call, with a token of their own. */
  as(user: string, scope?: "read" | "write"): { hubUrl: string; accessToken: string };
  /** A request with a token, or "" for none; what is no string is sent as JSON. */
  request(path: string, init?: RequestInit & { json?: unknown; token?: string }): Promise<Response>;
  /** Failures that no client was told of; a test that expects some takes them out. */
  readonly errors: unknown[];
}

/** A Hub on a free port in a temporary folder. Its end fails where it failed without a client's fault. */
export async function runningHub(options: Partial<LocalHubOptions> = {}): Promise<RunningHub> {
  const folder = await temporaryFolder();
  const errors: unknown[] = [];
  const hub = await startLocalHub({
    folder: folder.path,
    user: "ada",
    onError: (error) => errors.push(error),
    ...options,
  });
  const url = `http://127.0.0.1:${hub.port}`;
  return {
    ...{ hub, url, folder: folder.path, errors },
    ada: { hubUrl: url, accessToken: hub.token },
    as(user, scope = "write") {
      if (!hub.service.people.account(user)) hub.service.createUser(user);
      return { hubUrl: url, accessToken: hub.service.createToken(user, { name: "test", scope }) };
    },
    request(path, { json, token = hub.token, headers, ...init } = {}) {
      return fetch(new URL(path, url), {
        redirect: "manual",
        ...init,
        headers: {
          ...(token !== "" && { authorization: `Bearer ${token}` }),
          ...(json !== undefined && { "content-type": "application/json" }),
          ...(headers as Record<string, string>),
        },
        ...(json !== undefined && { method: init.method ?? "POST", body: JSON.stringify(json) }),
      });
    },
    async [Symbol.asyncDispose]() {
      await hub.close({ timeout: 0 });
      await folder[Symbol.asyncDispose]();
      if (errors.length > 0) throw new AggregateError(errors, "the Hub failed");
    },
  };
}

/** Bytes that are the same for the same seed, and no text. */
export function seededBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
