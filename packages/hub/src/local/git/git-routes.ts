import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { answerError } from "../api/answer-error.ts";
import { askForToken } from "../api/ask-for-token.ts";
import type { HubContext, HubEnv } from "../api/hub-env.ts";
import { repoOf } from "../api/repo-path.ts";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import type { Access } from "../service/permissions.ts";
import { gitEnvironment } from "../store/git-environment.ts";
import { runGit } from "../store/run-git.ts";
import { httpBackend } from "./http-backend.ts";
import { takePushCheckError } from "./push-check-error.ts";
import { syncRefs } from "./sync-refs.ts";

const services = new Map<string, Access>([
  ["git-upload-pack", "read"],
  ["git-receive-pack", "write"],
]);

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The Hub's own check of pushes is the one hook there is. */
const settings = {
  "core.hooksPath": local("./hooks"),
  "http.getanyfile": "false",
  "uploadpack.allowFilter": "true",
};

/**
 * Clone, fetch and push with plain git: its smart HTTP protocol, at a repository's address with or without `.git`.
 *
 * @param onError called with what failed that no client is told
 */
export function gitRoutes(service: HubService, onError: (error: unknown) => void): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  const environment = {
    HUB_NODE: process.execPath,
    HUB_PROCESS: String(process.pid),
    HUB_PRE_RECEIVE: local("./pre-receive.ts"),
    HUB_OBJECTS: service.blobs.folder,
  };
  // git shows its user what is plain text.
  app.onError((error, context) => {
    const answer = answerError(error, context, onError);
    const message = answer.headers.get("X-Error-Message") ?? "";
    const headers = new Headers(answer.headers);
    headers.set("Content-Type", "text/plain; charset=utf-8");
    headers.delete("Content-Length");
    return new Response(`${message}\n`, { status: answer.status, headers });
  });

  let hookRuns: Promise<unknown> | undefined;
  /** git passes over a hook that it cannot run; then nothing would be checked, so nothing may be pushed. */
  const requireHook = async (folder: string) => {
    hookRuns ??= runGit(folder, ["hook", "run", "pre-receive"], [], {
      environment: gitEnvironment(environment, settings),
    });
    try {
      await hookRuns;
    } catch (error) {
      hookRuns = undefined;
      throw error;
    }
  };

  const answer = (path: string, name: string | undefined) => async (context: HubContext) => {
    const asked = services.get(name ?? context.req.query("service") ?? "");
    const access = asked ?? "read";
    const viewer = context.get("viewer");
    const { type, id } = repoOf(context);
    const record = askForToken(viewer, () => service.see(viewer, type, id, access));
    if (asked === undefined)
      throw new HubError(
        "NotSupported",
        "this Hub speaks git's smart HTTP protocol only; use git 1.6.6 or newer",
        {
          status: 403,
        },
      );
    const { repository } = await service.open(viewer, type, id, access);
    const { folder } = repository;
    if (access === "write") {
      await requireHook(folder);
      await repository.removeStaleLocks();
    }
    const failure = service.aside();
    return httpBackend(context.req.raw, {
      folder,
      path,
      user: access === "write" ? viewer?.name : undefined,
      environment: { ...environment, HUB_FAILURE: failure },
      settings,
      ...(name === "git-receive-pack" && {
        afterwards: async () => {
          const error = await takePushCheckError(failure, record.id);
          if (error) onError(error);
          await syncRefs(folder);
          await service.afterPush(type, record.id);
        },
      }),
    });
  };

  for (const prefix of ["/:types{datasets|spaces}/:owner/:name", "/:owner/:name"]) {
    app.get(`${prefix}/info/refs`, answer("/info/refs", undefined));
    for (const name of services.keys()) app.post(`${prefix}/${name}`, answer(`/${name}`, name));
  }
  return app;
}
