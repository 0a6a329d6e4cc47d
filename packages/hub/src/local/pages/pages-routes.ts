import { join } from "node:path";
import { serveFolder } from "@llm-course/server";
import { Hono } from "hono";
import type { HubEnv } from "../api/hub-env.ts";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { deleteRoutes } from "./edit/delete-routes.ts";
import { editRoutes } from "./edit/edit-routes.ts";
import { uploadRoutes } from "./edit/upload-routes.ts";
import { accountRoutes } from "./lists/account-routes.ts";
import { frontRoutes } from "./lists/front-routes.ts";
import { listPageRoutes } from "./lists/list-routes.ts";
import type { PageOptions } from "./page-options.ts";
import { errorPage } from "./parts/error-page.ts";
import { tokenRoutes } from "./people/token-routes.ts";
import { accessPageRoutes } from "./repo/access-page-routes.ts";
import { cardRoutes } from "./repo/card-routes.ts";
import { commitPageRoutes } from "./repo/commit-routes.ts";
import { commitsRoutes } from "./repo/commits-routes.ts";
import { newRepoRoutes } from "./repo/new-repo-routes.ts";
import { settingsRoutes } from "./repo/settings-routes.ts";
import { treeRoutes } from "./repo/tree-routes.ts";
import { loginRoutes } from "./session/login-routes.ts";
import { widgetRoutes } from "./widget/widget-routes.ts";

/** The Hub's web pages: all that is no API and no git. They come after those, for they answer every other path. */
export function pagesRoutes(service: HubService, options: PageOptions = {}): Hono<HubEnv> {
  const { onError = (error) => console.error(error) } = options;
  const app = new Hono<HubEnv>();
  app.onError((error, context) => errorPage(error, context, onError));
  app.get("/static/*", serveFolder(join(import.meta.dirname, "assets")));
  for (const routes of [
    frontRoutes(service),
    listPageRoutes(service),
    loginRoutes(service, options),
    newRepoRoutes(service),
    tokenRoutes(service),
    uploadRoutes(service),
    editRoutes(service),
    deleteRoutes(service),
    treeRoutes(service),
    commitsRoutes(service),
    commitPageRoutes(service),
    settingsRoutes(service),
    accessPageRoutes(service),
    widgetRoutes(service, options),
    cardRoutes(service, options),
    accountRoutes(service),
  ])
    app.route("/", routes);
  app.get("*", (context) => {
    throw new HubError("EntryNotFound", `no such page: ${context.req.path}`);
  });
  return app;
}
