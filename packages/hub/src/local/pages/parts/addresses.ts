import { typePrefix } from "../../api/repo-path.ts";
import type { RepoType } from "../../service/repo-record.ts";

/** The words for a type of repository: its list's address, and what one and many are called. */
export const typeNames: Readonly<Record<RepoType, { one: string; many: string; list: string }>> = {
  model: { one: "Model", many: "Models", list: "/models" },
  dataset: { one: "Dataset", many: "Datasets", list: "/datasets" },
  space: { one: "Space", many: "Spaces", list: "/spaces" },
};

/** A path in which each name is encoded, and the slashes between them stay. */
export const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** The address of a repository's page. */
export const repoAddress = (type: RepoType, id: string): string => `/${typePrefix(type)}${encodePath(id)}`;

/** What can be asked of a path at a revision. */
export type FileVerb = "tree" | "blob" | "resolve" | "raw" | "commits" | "edit" | "new" | "delete" | "upload";

/**
 * The address of a path at a revision. A branch's slashes are encoded, as clients do it.
 *
 * @param base the repository's address
 */
export function fileAddress(base: string, verb: FileVerb, revision: string, path = ""): string {
  return `${base}/${verb}/${encodeURIComponent(revision)}${path && `/${encodePath(path)}`}`;
}

/** An address with parameters, those without a value left out. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters))
    for (const value of [values ?? []].flat()) if (value !== "") query.append(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}
