import type { AccessRequests } from "../database/access-requests.ts";
import type { People } from "../database/people.ts";
import { HubError } from "../hub-error.ts";
import type { RepoRecord } from "./repo-record.ts";
import type { Viewer } from "./viewer.ts";

/** `see`: that it is there and what it is about; `read`: its files; `write`: everything. */
export type Access = "see" | "read" | "write";

const ownerOf = ({ id }: RepoRecord) => id.split("/")[0] ?? "";

/** What may whom. */
export class Permissions {
  readonly #people: People;
  readonly #requests: AccessRequests;
  constructor(people: People, requests: AccessRequests) {
    this.#people = people;
    this.#requests = requests;
  }

  /** The names whose private repositories somebody may see. */
  namespaces(viewer: Viewer | undefined): string[] {
    return viewer ? [viewer.name, ...viewer.organizations] : [];
  }

  /**
   * @throws HubError RepoNotFound for a private repository of others, which does not exist for them; GatedRepo;
   * Unauthorized and Forbidden for writers
   */
  check(viewer: Viewer | undefined, record: RepoRecord, access: Access): void {
    if (record.mirror !== undefined) {
      this.#checkMirror(viewer, record, access);
      return;
    }
    const role = viewer && this.#people.role(viewer.name, ownerOf(record));
    if (record.private && role === undefined) throw repoNotFound(record.id);
    if (access === "write") this.checkWriter(viewer, ownerOf(record));
    if (access === "read" && record.gated !== false && role === undefined) this.#checkGate(viewer, record);
  }

  /** Whether they may change what is in a namespace. @throws HubError Unauthorized, Forbidden */
  checkWriter(viewer: Viewer | undefined, namespace: string): asserts viewer is Viewer {
    const role = this.#people.role(mayWrite(viewer).name, namespace);
    if (role !== "admin" && role !== "write")
      throw new HubError("Forbidden", `you may not change what is in this namespace: ${namespace}`);
  }

  /** A copy is changed by nobody; of what is private where it comes from, everybody sees it who has an account here. */
  #checkMirror(viewer: Viewer | undefined, record: RepoRecord, access: Access): void {
    if (record.private && viewer === undefined) throw repoNotFound(record.id);
    if (access !== "write") return;
    mayWrite(viewer);
    throw new HubError(
      "Forbidden",
      `the repository is a copy; change it where it comes from: ${record.mirror}`,
    );
  }

  #checkGate(viewer: Viewer | undefined, record: RepoRecord): void {
    const status = viewer && this.#requests.get(record.key, viewer.name)?.status;
    if (status === "accepted") return;
    const why =
      viewer === undefined
        ? "pass the token of an account that has access"
        : status === "pending"
          ? "your request for access waits for one of its authors"
          : status === "rejected"
            ? "your request for access was rejected by its authors"
            : "ask for access on its page first";
    throw new HubError("GatedRepo", `access to the repository is restricted; ${why}: ${record.id}`, {
      ...(viewer === undefined && { status: 401 }),
    });
  }
}

export const repoNotFound = (id: string) =>
  new HubError("RepoNotFound", `no such repository, or a private one of others: ${JSON.stringify(id)}`);

/** @throws HubError Unauthorized */
export function signedIn(viewer: Viewer | undefined): Viewer {
  if (viewer) return viewer;
  throw new HubError("Unauthorized", "a token is needed, in the header Authorization: Bearer hf_…");
}

/** Somebody whose token lets them change something. @throws HubError Unauthorized, Forbidden */
export function mayWrite(viewer: Viewer | undefined): Viewer {
  if (signedIn(viewer).scope === "write") return viewer as Viewer;
  throw new HubError("Forbidden", "the token is for reading only; use one with the scope write");
}
