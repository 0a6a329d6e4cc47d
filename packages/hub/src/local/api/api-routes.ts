import { Hono } from "hono";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { accessRoutes } from "./access-routes.ts";
import { commitRoutes } from "./commit-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import type { ApiOptions, HubEnv } from "./hub-env.ts";
import { infoRoutes } from "./info-routes.ts";
import { lfsRoutes } from "./lfs-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { preuploadRoutes } from "./preupload-routes.ts";
import { reposRoutes } from "./repos-routes.ts";
import { resolveRoutes } from "./resolve-routes.ts";
import { tagRoutes } from "./tag-routes.ts";
import { treeRoutes } from "./tree-routes.ts";
import { xetRoutes } from "./xet-routes.ts";
import { yamlRoutes } from "./yaml-routes.ts";

/** The Hub's HTTP API: `/api/…`, files by `resolve` and `raw`, and the objects of git-lfs. */
export function apiRoutes(service: HubService, options: ApiOptions = {}): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  for (const routes of [
    peopleRoutes(service),
    reposRoutes(service, options),
    listRoutes(service, options),
    tagRoutes(service),
    yamlRoutes(),
    preuploadRoutes(service),
    commitRoutes(service, options),
    treeRoutes(service, options),
    historyRoutes(service, options),
    accessRoutes(service),
    xetRoutes(),
    infoRoutes(service),
    lfsRoutes(service, options),
    resolveRoutes(service),
  ])
    app.route("/", routes);
  app.all("/api/*", (context) => {
    throw new HubError(
      "NotSupported",
      `this Hub has no such route: ${context.req.method} ${context.req.path}`,
      {
        status: 404,
      },
    );
  });
  return app;
}
