import * as official from "@huggingface/hub";
import { HubApiError } from "@huggingface/hub";
import { collect as all, type RunningHub, seededBytes } from "../running-hub.ts";

/** A test for each function of the official client, by its name. */
export type Operations = Record<string, () => Promise<void>>;

export const large = seededBytes(300_000);
export const text = (content: string) => new Blob([content]);
export const bytesOf = async (blob: Blob | null) => new Uint8Array((await blob?.arrayBuffer()) ?? []);
export const status = (promise: Promise<unknown>): Promise<number> =>
  promise.then(
    () => 200,
    (error) => (error instanceof HubApiError ? error.statusCode : Promise.reject(error)),
  );

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}

/** The official client on a Hub: what its functions take, and what the tests do again and again. */
export class OfficialClient {
  readonly running: RunningHub;
  readonly c: RunningHub["ada"];
  #made = 0;
  constructor(running: RunningHub) {
    this.running = running;
    this.c = running.ada;
  }

  readonly paths = async (repo: official.RepoDesignation, revision = "main") =>
    (await all(official.listFiles({ ...this.c, repo, revision, recursive: true })))
      .filter(({ type }) => type === "file")
      .map(({ path }) => path);

  /** A repository of its own for each test. */
  readonly newRepo = async <T extends "model" | "dataset" | "space">(
    type: T,
    files: Record<string, Blob> = {},
  ) => {
    const repo = { type, name: `ada/${type}-${this.#made++}` };
    await official.createRepo({ ...this.c, repo, ...(type === "space" && { sdk: "static" }) });
    if (Object.keys(files).length > 0)
      await official.uploadFiles({
        ...{ ...this.c, repo },
        files: Object.entries(files).map(([path, content]) => ({ path, content })),
      });
    return repo;
  };
}
