import { RepoCache } from "../cache.ts";
import { resolveConnection } from "../connection.ts";
import { locateFile } from "../download-file.ts";
import { EntryNotFoundError, LocalEntryNotFoundError } from "../errors.ts";
import { parseRepo } from "../repo.ts";
import { request } from "../request.ts";
import { type HubFile, hubFileOf } from "./hub-file.ts";
import { type FileOptions, fileResponse } from "./shared-cache.ts";

/**
 * The `fetch` of transformers.js: files of the endpoint come through the shared cache, and with the token, which nobody else
 * is sent; addresses elsewhere are asked as always. Failures are our errors, but for a file that is not there: whether it is
 * one that may be missing only transformers.js knows.
 */
export function transformersFetch(options: FileOptions): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== new URL(options.endpoint).origin) return fetch(input, withoutToken(init));
    const headers = new Headers(init?.headers);
    const file = hubFileOf(url, options.endpoint);
    if (!file) {
      const connection = await resolveConnection(options);
      headers.delete("authorization");
      return (await request(connection, { url: url.href, headers: Object.fromEntries(headers) })).response;
    }
    try {
      return headers.has("range") ? await probe(file, options) : await serve(file, options);
    } catch (error) {
      if (await mayBeMissing(error, file, options)) return new Response(null, { status: 404 });
      throw error;
    }
  };
}

/** transformers.js adds `HF_TOKEN` to what it asks of huggingface.co, whichever Hub the token is of. */
function withoutToken(init: RequestInit | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  headers.delete("authorization");
  return { ...init, headers };
}

async function serve(file: HubFile, options: FileOptions): Promise<Response> {
  const { path, download } = await locateFile({ ...options, ...file });
  await download?.();
  return fileResponse(path);
}

/** The question whether a file is there, and of which size: transformers.js asks for its first byte. */
async function probe(file: HubFile, options: FileOptions): Promise<Response> {
  const { size } = await locateFile({ ...options, ...file }).catch((error: unknown) => {
    // Without the answer that a tokenizer is there transformers.js ends in a TypeError about undefined.
    if (file.path !== "tokenizer_config.json" || !(error instanceof EntryNotFoundError)) throw error;
    throw new MissingTokenizerError(file, error);
  });
  const headers = size === undefined ? {} : { "content-range": `bytes 0-0/${size}` };
  return new Response(null, { status: 206, headers });
}

/** A repository that a tokenizer was to be loaded from has none. */
export class MissingTokenizerError extends EntryNotFoundError {
  override name = "MissingTokenizerError";

  constructor({ repo, revision }: HubFile, { url, requestId, statusCode }: EntryNotFoundError) {
    super(
      `the repository has no tokenizer_config.json, which transformers.js needs beside tokenizer.json; push the tokenizer with the model: ${repo}@${revision}`,
      { url, repo, requestId, statusCode },
    );
  }
}

/** Without a network a file that was never downloaded may be one that the repository does not have. */
async function mayBeMissing(error: unknown, file: HubFile, { cacheDir }: FileOptions): Promise<boolean> {
  if (error instanceof MissingTokenizerError) return false;
  if (error instanceof EntryNotFoundError) return true;
  if (!(error instanceof LocalEntryNotFoundError)) return false;
  const cache = new RepoCache(parseRepo(file.repo, file.repoType), cacheDir);
  return (await cache.readRef(file.revision)) !== undefined;
}
