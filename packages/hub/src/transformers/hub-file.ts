import type { Repo } from "../repo.ts";

/** A file of a repository at a revision. */
export interface HubFile {
  repo: string;
  repoType: Repo["type"];
  revision: string;
  path: string;
}

/** The file that an address of an endpoint serves (`<endpoint>/<id>/resolve/<revision>/<path>`); undefined for any other. */
export function hubFileOf(address: string | URL, endpoint: string): HubFile | undefined {
  const [url, home] = [URL.parse(String(address)), new URL(endpoint)];
  const base = home.pathname.replace(/\/+$/, "");
  if (url?.origin !== home.origin || !url.pathname.startsWith(`${base}/`)) return undefined;
  const match = /^\/(?:(dataset|space)s\/)?([^/]+(?:\/[^/]+)?)\/resolve\/([^/]+)\/(.+)$/.exec(
    url.pathname.slice(base.length),
  );
  if (!match) return undefined;
  const [type = "model", id, revision, path] = match.slice(1);
  return {
    ...{ repo: decode(id), repoType: type as Repo["type"] },
    ...{ revision: decode(revision), path: decode(path) },
  };
}

function decode(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
