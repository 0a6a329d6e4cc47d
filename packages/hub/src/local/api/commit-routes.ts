import { Hono } from "hono";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { readCommit } from "./commit-operations.ts";
import { type ApiOptions, baseUrl, type HubEnv } from "./hub-env.ts";
import { refusePullRequest } from "./preupload-routes.ts";
import { repoOf, repoRoute, segmentsAfter, typePrefix } from "./repo-path.ts";

/** One commit of many files, as lines of JSON. */
export function commitRoutes(service: HubService, options: ApiOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  app.post(`${repoRoute}/commit/*`, async (context) => {
    refusePullRequest(context);
    const { type, id } = repoOf(context);
    const viewer = context.get("viewer");
    // Before a body of any size is read.
    const record = service.see(viewer, type, id, "write");
    const contentType = context.req.header("content-type") ?? "";
    // No form of another page's can have this type.
    if (!contentType.startsWith("application/x-ndjson"))
      throw new HubError("InvalidRequest", "expected the Content-Type application/x-ndjson", { status: 415 });
    const sizeOf = async (oid: string) => (await service.object(type, record.id, oid))?.size;
    const change = await readCommit(context.req.raw.body, sizeOf);
    const branch = segmentsAfter(context, 5).join("/");
    const { commitId } = await service.commit(viewer, type, id, { branch, ...change });
    const commitUrl = `${baseUrl(context, options)}/${typePrefix(type)}${record.id}/commit/${commitId}`;
    return context.json({ success: true, commitOid: commitId, commitUrl, hookOutput: "" });
  });
  return app;
}
