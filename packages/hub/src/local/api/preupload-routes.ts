import { Hono } from "hono";
import ignore from "ignore";
import { z } from "zod";
import { HubError } from "../hub-error.ts";
import { readAttributes, readSmallFile } from "../service/commit-files.ts";
import { boundedLines, isLfsPath } from "../service/git-attributes.ts";
import type { HubService } from "../service/hub-service.ts";
import { lfsThreshold } from "../service/lfs-threshold.ts";
import { checkPath } from "../store/check-path.ts";
import type { HubContext, HubEnv } from "./hub-env.ts";
import { repoOf, repoRoute, segmentsAfter } from "./repo-path.ts";
import { body } from "./request-body.ts";

const preuploadBody = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string(),
        size: z.int().nonnegative(),
        /** The first 512 bytes, in base64. */
        sample: z.base64().max(4096),
        sha: z.string().nullish(),
      }),
    )
    .max(1000),
  /** `.gitattributes` and `.gitignore` where the commit will change them. Default: those of the revision. */
  gitAttributes: z.string().nullish(),
  gitIgnore: z.string().nullish(),
});

/** @throws HubError NotSupported where a client asks for a pull request */
export function refusePullRequest(context: HubContext): void {
  const asked = context.req.query("create_pr");
  if (asked !== undefined && !["", "0", "false"].includes(asked))
    throw new HubError(
      "NotSupported",
      "this Hub has no pull requests; commit to a branch and leave out create_pr",
    );
}

/** How each file is to be sent before a commit: with it, or first as an LFS object. */
export function preuploadRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();
  app.post(`${repoRoute}/preupload/*`, body(preuploadBody), async (context) => {
    refusePullRequest(context);
    const { type, id } = repoOf(context);
    const { files, gitAttributes, gitIgnore } = context.req.valid("json");
    const { repository } = await service.open(context.get("viewer"), type, id, "write");
    const revision = segmentsAfter(context, 5).join("/");
    const commit = await repository.resolve(revision);
    if (commit === undefined && revision !== repository.defaultBranch)
      throw new HubError("RevisionNotFound", `no such branch; create it first: ${JSON.stringify(revision)}`);
    const isLfs = isLfsPath(gitAttributes ?? (await readAttributes(repository, commit)));
    const rules = gitIgnore ?? (await readSmallFile(repository, commit, ".gitignore")) ?? "";
    const ignored = ignore({ ignorecase: false }).add(boundedLines(rules));
    const answers = await Promise.all(
      files.map(async ({ path, size, sample }) => {
        checkPath(path);
        const large = size >= lfsThreshold || isLfs(path) || isBinary(Buffer.from(sample, "base64"));
        const entry = commit === undefined ? undefined : await repository.entry(commit, path);
        return {
          path,
          uploadMode: large ? "lfs" : "regular",
          shouldIgnore: ignored.ignores(path),
          ...(entry?.type === "file" && { oid: entry.lfs?.oid ?? entry.oid }),
        };
      }),
    );
    return context.json({ files: answers });
  });
  return app;
}

/** What holds a NUL, or is not UTF-8; a character may be cut at the sample's end. */
export function isBinary(sample: Uint8Array): boolean {
  if (sample.includes(0)) return true;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
    return false;
  } catch {
    return true;
  }
}
