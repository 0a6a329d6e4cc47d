import { vi } from "vitest";
import { type LocalHub, startLocalHub } from "../src/local/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A request that the Hub has answered. */
export interface Answered {
  method: string;
  path: string;
  status: number | undefined;
}

/**
 * A local Hub of a test, on which the environment points: endpoint, the token of its user, and an empty cache. `home` is the
 * folder of the cache and the saved token. The end of the block takes all of it away.
 */
export async function localHub(): Promise<
  { hub: LocalHub; endpoint: string; home: string; answered: Answered[] } & AsyncDisposable
> {
  const [folder, home] = [await temporaryFolder(), await temporaryFolder()];
  const answered: Answered[] = [];
  const hub = await startLocalHub({ folder: folder.path, user: "ada", log: (entry) => answered.push(entry) });
  vi.stubEnv("HF_ENDPOINT", hub.url);
  vi.stubEnv("HF_TOKEN", hub.token);
  vi.stubEnv("HF_HOME", home.path);
  for (const name of ["HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN_PATH"]) vi.stubEnv(name, "");
  return {
    ...{ hub, endpoint: hub.url, home: home.path, answered },
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs();
      hub.breakOff();
      await hub.close();
      for (const each of [folder, home]) await each[Symbol.asyncDispose]();
    },
  };
}

/** The items of a list of the Hub, all of its pages. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
