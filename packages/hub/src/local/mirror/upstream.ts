import { z } from "zod";
import { type Connection, resolveConnection } from "../../connection.ts";
import {
  HubApiError,
  HubConnectionError,
  InvalidResponseError,
  RepositoryNotFoundError,
  RevisionNotFoundError,
  UnauthorizedError,
} from "../../errors.ts";
import { isCommit } from "../../repo.ts";
import { requestJson } from "../../request-json.ts";
import { HubError } from "../hub-error.ts";
import type { RepoType } from "../service/repo-record.ts";

const infoSchema = z.object({
  /** What it is called today. */
  id: z.string(),
  private: z.boolean().default(false),
  gated: z.union([z.boolean(), z.string()]).default(false),
});

const ref = z.object({
  name: z.string(),
  ref: z.string().startsWith("refs/"),
  targetCommit: z.string().refine(isCommit),
});
const refsSchema = z.object({
  branches: z.array(ref).default([]),
  tags: z.array(ref).default([]),
  converts: z.array(ref).default([]),
});
const revisionSchema = z.object({ sha: z.string().refine(isCommit) });

export type UpstreamInfo = z.output<typeof infoSchema>;
export type UpstreamRef = z.output<typeof ref>;

export interface UpstreamOptions {
  /** The Hub that is mirrored, such as "https://huggingface.co". */
  endpoint: string;
  /** For its private and gated repositories, which then everybody signed in here may read. Default: none. */
  token?: string | undefined;
}

/** Asks the Hub that is mirrored what there is. Nothing is ever sent there but questions. */
export class Upstream {
  readonly connection: Connection;
  readonly #asking: Connection;

  private constructor(connection: Connection) {
    this.connection = connection;
    // Somebody waits for the answer, and what is here already can be given without it.
    this.#asking = { ...connection, retries: 1, retryDelay: 200, timeout: 10_000 };
  }

  /** @throws InvalidSettingError for an endpoint that is no address, or a token that is none */
  static async open({ endpoint, token }: UpstreamOptions, signal: AbortSignal): Promise<Upstream> {
    return new Upstream(await resolveConnection({ endpoint, token: token ?? null, signal }));
  }

  get endpoint(): string {
    return this.connection.endpoint;
  }

  /** A repository; undefined where there is none that the token may see. @throws HubError Unavailable */
  async info(type: RepoType, id: string): Promise<UpstreamInfo | undefined> {
    return this.#ask(`${type}s/${id}`, infoSchema);
  }

  /** Branches, tags, and what is converted of datasets. @throws HubError Unavailable */
  async refs(type: RepoType, id: string): Promise<UpstreamRef[]> {
    const found = await this.#ask(`${type}s/${id}/refs`, refsSchema);
    return found ? [...found.branches, ...found.tags, ...found.converts] : [];
  }

  /** The commit of a revision that `refs` does not have, as one that is cut short. @throws HubError Unavailable */
  async commit(type: RepoType, id: string, revision: string): Promise<string | undefined> {
    return (await this.#ask(`${type}s/${id}/revision/${encodeURIComponent(revision)}`, revisionSchema))?.sha;
  }

  async #ask<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return (await requestJson(this.#asking, { url: `${this.endpoint}/api/${path}`, schema })).data;
    } catch (error) {
      // 401 is what the Hub answers to strangers for what does not exist, too.
      if (
        [RepositoryNotFoundError, RevisionNotFoundError, UnauthorizedError].some(
          (kind) => error instanceof kind,
        )
      )
        return undefined;
      if (error instanceof HubApiError && [400, 404].includes(error.statusCode)) return undefined;
      throw toUnavailable(error, this.endpoint);
    }
  }
}

/** What a client is told when the other Hub does not give what was asked for; other errors as they are. */
export function toUnavailable(error: unknown, endpoint: string): unknown {
  const its = [HubApiError, HubConnectionError, InvalidResponseError].some((kind) => error instanceof kind);
  if (!its) return error;
  return new HubError("Unavailable", `not here, and the Hub that is mirrored did not give it: ${endpoint}`, {
    cause: error,
  });
}
