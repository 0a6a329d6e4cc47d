import { Hono } from "hono";
import { answerError } from "./api/answer-error.ts";
import { apiRoutes } from "./api/api-routes.ts";
import type { HubEnv } from "./api/hub-env.ts";
import { withViewer } from "./api/viewer.ts";
import { gitRoutes } from "./git/git-routes.ts";
import { lockRoutes } from "./git/lock-routes.ts";
import { HubError } from "./hub-error.ts";
import type { Mirror } from "./mirror/mirror.ts";
import { mirrorRequests } from "./mirror/mirror-requests.ts";
import type { PageOptions } from "./pages/page-options.ts";
import { pagesRoutes } from "./pages/pages-routes.ts";
import type { HubService } from "./service/hub-service.ts";

export interface LocalHubAppOptions extends PageOptions {
  /** Called with what failed that no client is told. Default: stderr. */
  onError?: ((error: unknown) => void) | undefined;
  /** Gets what is not here from another Hub. Default: nothing does. */
  mirror?: Mirror | undefined;
}

/** Everything that the local Hub answers. */
export function localHubApp(service: HubService, options: LocalHubAppOptions = {}): Hono<HubEnv> {
  const { onError = (error) => console.error(error) } = options;
  const app = new Hono<HubEnv>();
  app.onError((error, context) => answerError(error, context, onError));
  app.notFound((context) =>
    answerError(new HubError("EntryNotFound", `no such page: ${context.req.path}`), context, onError),
  );
  app.use(withViewer(service));
  if (options.mirror) app.use(mirrorRequests(options.mirror));
  app.route("/", apiRoutes(service, options));
  app.route("/", gitRoutes(service, onError));
  app.route("/", lockRoutes(service));
  app.route("/", pagesRoutes(service, { ...options, onError }));
  return app;
}
