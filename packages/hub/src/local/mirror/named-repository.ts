import { parseRepo } from "../../repo.ts";
import { isReservedName } from "../service/names.ts";
import type { RepoType } from "../service/repo-record.ts";

export interface NamedRepository {
  type: RepoType;
  /** "owner/name", or the one name of an old model. */
  id: string;
  /** The part of the path that is the id, without a slash before and after. */
  path: string;
  revision: string;
}

const types: Readonly<Record<string, RepoType>> = { models: "model", datasets: "dataset", spaces: "space" };

/** What follows an id in addresses, so that it is no name. Those of the first line name a revision next. */
const withRevision = new Set("resolve raw tree revision paths-info commits blob commit".split(" "));
const others = new Set("refs info git-upload-pack auth-check".split(" "));

/** The repository that a request wants to read; undefined where it wants something else, or to change it. */
export function namedRepository(method: string, pathname: string): NamedRepository | undefined {
  const reads = method === "GET" || method === "HEAD";
  if (
    !reads &&
    !(method === "POST" && /\/(?:paths-info\/.*|git-upload-pack|info\/lfs\/objects\/batch)$/.test(pathname))
  )
    return undefined;
  const segments = pathname.split("/").slice(1);
  const isApi = segments[0] === "api";
  if (isApi) segments.shift();
  const type = Object.hasOwn(types, segments[0] ?? "") ? types[segments[0] ?? ""] : undefined;
  if (type === undefined && isApi) return undefined;
  if (type !== undefined) segments.shift();
  const [owner = "", second = ""] = segments;
  const alone = withRevision.has(second) || others.has(second) || (isApi && second === "");
  const [name, ...rest] = segments.slice(alone ? 0 : 1);
  if (!name || isReservedName(owner)) return undefined;
  const path = alone ? name : `${owner}/${name}`;
  const id = path.replace(/\.git$/, "");
  if (!isRepoId(id)) return undefined;
  const named = withRevision.has(rest[0] ?? "") ? rest[1] : undefined;
  return { type: type ?? "model", id, path, revision: decode(named) || "main" };
}

function isRepoId(id: string): boolean {
  try {
    parseRepo(id);
    return true;
  } catch {
    return false;
  }
}

function decode(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
