import { openAsBlob } from "node:fs";
import { locateFile, type RepoOptions } from "../download-file.ts";
import { type HubFile, hubFileOf } from "./hub-file.ts";

/** What the files of every repository have in common. */
export type FileOptions = Omit<RepoOptions, "repo" | "repoType" | "revision"> & { endpoint: string };

/**
 * The cache of every Hugging Face client in the place of the one that transformers.js has: what one of them has downloaded,
 * the others find. It is filled by the `fetch` that goes with it, and so takes nothing in itself.
 */
export class SharedCache {
  readonly #options: FileOptions;

  constructor(options: FileOptions) {
    this.#options = options;
  }

  /** A file that is here, and the one that the Hub has now. What goes wrong is a miss: `fetch` then tells of it. */
  async match(request: string): Promise<Response | string | undefined> {
    const file = hubFileOf(request, this.#options.endpoint);
    if (!file) return undefined;
    const { path, download } = await locateFile({ ...this.#options, ...file });
    return download ? undefined : answer(file, path);
  }

  async put(): Promise<void> {}
}

/** onnxruntime opens graphs and their weights by path, links followed; of all else transformers.js wants the bytes. */
function answer({ path: name }: HubFile, path: string): Promise<Response> | string {
  return /\.onnx(_data(_\d+)?)?$/.test(name) ? path : fileResponse(path);
}

/** A file of this machine as an answer of HTTP. */
export async function fileResponse(path: string): Promise<Response> {
  const blob = await openAsBlob(path);
  return new Response(blob, { headers: { "content-length": String(blob.size) } });
}
