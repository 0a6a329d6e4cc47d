import type { Context } from "hono";
import type { Viewer } from "../service/viewer.ts";

/** What the middleware leaves for handlers. */
export interface HubEnv {
  Variables: { viewer: Viewer | undefined; requestId: string };
}

export type HubContext = Context<HubEnv>;

export interface ApiOptions {
  /** Where clients reach the Hub, such as behind a proxy. Default: what each request says. */
  publicUrl?: string | undefined;
  /** Bytes above which an object is uploaded in parts. Default: 5 GiB. */
  multipartThreshold?: number | undefined;
}

/** The Hub's address for links in answers, without a slash at its end. */
export function baseUrl(context: HubContext, { publicUrl }: ApiOptions): string {
  return publicUrl?.replace(/\/+$/, "") ?? new URL(context.req.url).origin;
}
