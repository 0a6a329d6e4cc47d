import type { Hono } from "hono";
import type { HubContext, HubEnv } from "../../api/hub-env.ts";
import { repoOf, segmentsAfter, splitRevision } from "../../api/repo-path.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { type Access, repoNotFound } from "../../service/permissions.ts";
import type { RepoRecord } from "../../service/repo-record.ts";
import type { Repository } from "../../store/repository.ts";
import { repoAddress } from "../parts/addresses.ts";

/** A repository that a page is about. */
export interface OpenRepo {
  record: RepoRecord;
  repository: Repository;
  /** Its page's address. */
  base: string;
  mayWrite: boolean;
}

/** Where a page shows files of. */
export interface Place {
  /** A branch, a tag, or a commit id. */
  revision: string;
  commit: string;
  /** "" for the root. */
  path: string;
}

type Handler = (context: HubContext) => Response | Promise<Response>;

/** Routes of a repository's pages, below the addresses of each type. */
export function onRepo(app: Hono<HubEnv>, method: "GET" | "POST", below: string, handler: Handler): void {
  app.on(method, `/:types{datasets|spaces}/:owner/:name${below}`, handler);
  app.on(method, `/:owner/:name${below}`, (context, next) =>
    // The page of a dataset "settings" is no page of settings.
    ["datasets", "spaces"].includes(context.req.param("owner") ?? "") ? next() : handler(context),
  );
}

/**
 * The repository that the address names. Pages that change something do not exist for who may not.
 *
 * @throws HubError RepoNotFound, GatedRepo; Forbidden for owners whose session is for reading only
 */
export async function openRepo(context: HubContext, service: HubService, access: Access): Promise<OpenRepo> {
  const { type, id } = repoOf(context);
  const viewer = context.get("viewer");
  const { record, repository } = await service.open(viewer, type, id, access === "write" ? "see" : access);
  const owner = record.id.split("/")[0] ?? "";
  const role = viewer && service.people.role(viewer.name, owner);
  const isWriter = role === "admin" || role === "write";
  if (access === "write") {
    if (!isWriter) throw repoNotFound(id);
    service.permissions.check(viewer, record, "write");
  }
  const mayWrite = isWriter && viewer?.scope === "write";
  return { record, repository, base: repoAddress(type, record.id), mayWrite };
}

/**
 * The revision and the path after the verb in the address; the default branch where there is neither.
 *
 * @throws HubError RevisionNotFound
 */
export async function placeOf(context: HubContext, { base, repository }: OpenRepo): Promise<Place> {
  const segments = segmentsAfter(context, base.split("/").length);
  const given = segments.filter(Boolean).length > 0 ? segments : [repository.defaultBranch];
  return splitRevision(repository, given);
}

/** @throws HubError EntryNotFound */
export function noSuchFile(path: string): HubError {
  return new HubError("EntryNotFound", `no such file or folder at this revision: ${JSON.stringify(path)}`);
}
