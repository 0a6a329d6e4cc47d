import { z } from "zod";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

const entry = z.object({
  path: z.string(),
  type: z.enum(["file", "directory"]),
  size: z.number().int().nonnegative().default(0),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: z.number().int().nonnegative() }).nullish(),
});

/** A file or folder; `lfs` where the file is large: its sha256 and its size. */
export type PathInfo = z.infer<typeof entry>;

const pathsPerRequest = 500;

/** What is at some paths at a revision (default `"main"`); those with nothing are left out. */
export async function pathsInfo(
  options: RepoTarget & { paths: readonly string[]; revision?: string | undefined },
): Promise<PathInfo[]> {
  const { connection, repo, url } = await resolveTarget(options);
  const found: PathInfo[] = [];
  for (let start = 0; start < options.paths.length; start += pathsPerRequest) {
    const { data } = await requestJson(connection, {
      url: `${url}/paths-info/${encodeURIComponent(options.revision ?? "main")}`,
      method: "POST",
      body: { paths: options.paths.slice(start, start + pathsPerRequest) },
      schema: z.array(entry),
      repo: repo.id,
      isIdempotent: true,
    });
    found.push(...data);
  }
  return found;
}
