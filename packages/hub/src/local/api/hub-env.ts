import type { Context } from "hono";
import type { RepoType } from "../service/repo-record.ts";
import type { Viewer } from "../service/viewer.ts";

/** What the middleware leaves for handlers. */
export interface HubEnv {
  Variables: { viewer: Viewer | undefined; requestId: string };
}

export type HubContext = Context<HubEnv>;

export interface ApiOptions {
  /** Where clients reach the Hub, such as behind a proxy. Default: what each request says. */
  publicUrl?: string | undefined;
  /** Checks a card's text. Default: `checkYaml`, which looks at the YAML alone. */
  checkCard?: CheckCard | undefined;
  /** Bytes above which an object is uploaded in parts. Default: 5 GiB. */
  multipartThreshold?: number | undefined;
}

/** What is wrong with a card. `line` counts from 1. */
export interface CardProblem {
  message: string;
  line?: number | undefined;
}

export type CheckCard = (
  content: string,
  type: RepoType,
) =>
  | { errors: CardProblem[]; warnings: CardProblem[] }
  | Promise<{ errors: CardProblem[]; warnings: CardProblem[] }>;

/** The Hub's address for links in answers, without a slash at its end. */
export function baseUrl(context: HubContext, { publicUrl }: ApiOptions): string {
  return publicUrl?.replace(/\/+$/, "") ?? new URL(context.req.url).origin;
}
