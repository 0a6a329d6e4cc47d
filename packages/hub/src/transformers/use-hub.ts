import { hubEnvironment, parseEndpoint } from "../environment.ts";
import { type FileOptions, SharedCache } from "./shared-cache.ts";
import { transformersFetch } from "./transformers-fetch.ts";

/** What is set of the `env` of `@huggingface/transformers`. */
export interface TransformersEnvironment {
  remoteHost: string;
  remotePathTemplate: string;
  useCustomCache: boolean;
  customCache: unknown;
  fetch: unknown;
}

export type UseHubOptions = Partial<FileOptions>;

/**
 * Makes transformers.js load from the Hub that `HF_ENDPOINT` names, with the saved token or `HF_TOKEN`, and keep files in the
 * cache that our downloads and Python's share: `useHub(env)` with `env` of `@huggingface/transformers`, once. Leaving the
 * block that has it as `using`, or `[Symbol.dispose]()`, sets all as it was.
 *
 * Then `pipeline()` and `from_pretrained` reject with RepositoryNotFoundError, UnauthorizedError, GatedRepoError,
 * RevisionNotFoundError, MissingTokenizerError, HubConnectionError and IntegrityError. A file that is missing alone is
 * transformers.js' own ModelFileNotFoundError.
 *
 * @param options default: as for `downloadFile`
 */
export function useHub(env: TransformersEnvironment, options: UseHubOptions = {}): Disposable {
  const endpoint =
    options.endpoint === undefined ? hubEnvironment().endpoint : parseEndpoint(options.endpoint, "endpoint");
  const { remoteHost, remotePathTemplate, useCustomCache, customCache, fetch } = env;
  const fileOptions = { ...options, endpoint };
  Object.assign(env, {
    remoteHost: `${endpoint}/`,
    remotePathTemplate: "{model}/resolve/{revision}/",
    useCustomCache: true,
    customCache: new SharedCache(fileOptions),
    fetch: transformersFetch(fileOptions),
  });
  return {
    [Symbol.dispose]: () => {
      Object.assign(env, { remoteHost, remotePathTemplate, useCustomCache, customCache, fetch });
    },
  };
}
