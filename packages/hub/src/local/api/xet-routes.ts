import { Hono } from "hono";
import { HubError } from "../hub-error.ts";
import type { HubEnv } from "./hub-env.ts";
import { repoRoute } from "./repo-path.ts";

/**
 * Xet is storage of the public Hub's. Our LFS batch says "basic" and no file says to be in Xet, so that clients that
 * listen ask for no token; those that do nevertheless are told how to go on.
 */
export function xetRoutes(): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  app.get(`${repoRoute}/:kind{xet-(?:read|write)-token}/*`, () => {
    throw new HubError(
      "NotSupported",
      "this Hub has no Xet storage; set HF_HUB_DISABLE_XET=1 to send files by LFS",
    );
  });
  return app;
}
