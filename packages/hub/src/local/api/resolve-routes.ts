import { Hono } from "hono";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import type { RepoRecord } from "../service/repo-record.ts";
import { answerBytes, sliceStream } from "./answer-bytes.ts";
import { contentHeaders, rawHeaders } from "./content-headers.ts";
import type { HubContext, HubEnv } from "./hub-env.ts";
import { repoOf, segmentsAfter, splitRevision } from "./repo-path.ts";

/** Files: `resolve` gives their content, `raw` what git has, which of an LFS object is the pointer. */
export function resolveRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  const serve = (fixed: number, raw: boolean) => async (context: HubContext) => {
    const { type, id } = repoOf(context);
    const { record, repository } = await service.open(context.get("viewer"), type, id, "read");
    const { commit, path } = await splitRevision(repository, segmentsAfter(context, fixed));
    context.header("X-Repo-Commit", commit);
    const entry = await repository.entry(commit, path);
    if (entry?.type !== "file") throw entryNotFound(path);
    const { oid, size, lfs } = entry;
    const gitBlob = async (range: { start: number; end: number }) =>
      sliceStream(await repository.read(oid), range);
    if (raw)
      return answerBytes(context, {
        etag: oid,
        size: lfs?.pointerSize ?? size,
        headers: rawHeaders,
        open: gitBlob,
      });
    countDownload(context, record, path);
    const headers = contentHeaders(path, {
      download: context.req.query("download") === "true",
      disposition: context.req.query("noContentDisposition") !== "1",
    });
    if (!lfs) return answerBytes(context, { etag: oid, size, headers, open: gitBlob });
    const object = await service.object(type, record.id, lfs.oid);
    if (object?.size !== lfs.size) throw entryNotFound(path);
    return answerBytes(context, {
      etag: lfs.oid,
      size: lfs.size,
      headers: { ...headers, "X-Linked-Size": String(lfs.size), "X-Linked-ETag": `"${lfs.oid}"` },
      open: (range) => service.readObject(type, record.id, lfs.oid, range),
    });
  };

  /** As the Hub does, by one file of each download of a model; not by requests for its size, nor those that go on. */
  const countDownload = (context: HubContext, record: RepoRecord, path: string) => {
    const begins = /^(bytes=0-(?!0$).*)?$/.test(context.req.header("range") ?? "");
    const counted = record.type !== "model" || path === "config.json";
    if (context.req.method === "GET" && begins && counted) service.countDownload(record);
  };

  for (const [prefix, fixed] of [
    ["/:types{datasets|spaces}/:owner/:name", 4],
    ["/:owner/:name", 3],
  ] as const) {
    app.get(`${prefix}/resolve/*`, serve(fixed, false));
    app.get(`${prefix}/raw/*`, serve(fixed, true));
  }
  return app;
}

const entryNotFound = (path: string) =>
  new HubError("EntryNotFound", `no such file at this revision: ${JSON.stringify(path)}`);
