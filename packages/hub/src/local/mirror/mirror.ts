import { isCommit } from "../../repo.ts";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import type { RepoRecord, RepoType } from "../service/repo-record.ts";
import type { Viewer } from "../service/viewer.ts";
import { isRefName } from "../store/check-ref-name.ts";
import { inTurn } from "../store/in-turn.ts";
import { defaultLeftoverAges } from "../store/remove-leftovers.ts";
import { Repository } from "../store/repository.ts";
import { updateRef } from "../store/update-ref.ts";
import { copiesRef } from "./copies-ref.ts";
import { fetchCommit } from "./fetch-commit.ts";
import { MirroredObjects } from "./mirrored-objects.ts";
import type { NamedRepository } from "./named-repository.ts";
import { Upstream, type UpstreamInfo, type UpstreamOptions, type UpstreamRef } from "./upstream.ts";

export interface MirrorOptions extends UpstreamOptions {
  /** Milliseconds for which the other Hub is not asked again where a branch is, nor for what it did not have. Default: 60 000. */
  freshFor?: number | undefined;
}

/**
 * Copies of another Hub's repositories. One that somebody asks for and that is not here is looked up there, and the commit
 * that was asked for comes, with its files, once. From then on it is served from here, also where the other Hub cannot be
 * reached. Copies are for reading, and nothing is ever written to the other Hub.
 *
 * Names of accounts of this Hub are never looked up: what they have is here.
 */
export class Mirror {
  readonly #service: HubService;
  readonly #upstream: Upstream;
  readonly #objects: MirroredObjects;
  readonly #freshFor: number;
  readonly #stop: AbortController;
  readonly #missing = new Map<string, number>();
  readonly #refs = new Map<string, { at: number; refs: Promise<UpstreamRef[] | undefined> }>();

  private constructor(
    service: HubService,
    parts: { upstream: Upstream; folder: string; freshFor: number; stop: AbortController },
  ) {
    this.#service = service;
    this.#upstream = parts.upstream;
    this.#freshFor = parts.freshFor;
    this.#stop = parts.stop;
    this.#objects = new MirroredObjects(service, parts.upstream, parts.folder);
    service.useRemoteObjects(this.#objects);
  }

  /**
   * @param folder for what is being downloaded, on the disk of the service's folder
   * @throws InvalidSettingError
   */
  static async open(service: HubService, folder: string, options: MirrorOptions): Promise<Mirror> {
    const stop = new AbortController();
    const upstream = await Upstream.open(options, stop.signal);
    return new Mirror(service, { upstream, folder, freshFor: options.freshFor ?? 60_000, stop });
  }

  /** Breaks off what is being downloaded; the next start goes on with it. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#objects.settle();
  }

  /**
   * Sees to it that a repository is here at a revision, if the other Hub has it.
   *
   * @returns what it is called here, which for an old name is another one
   * @throws HubError Unavailable where it is not here and the other Hub does not answer; GatedRepo
   */
  async require(
    viewer: Viewer | undefined,
    { type, id, revision }: Omit<NamedRepository, "path">,
  ): Promise<string> {
    const { index, people } = this.#service;
    const alias = index.aliasOf(type, id);
    if (alias !== undefined && alias !== id) return this.require(viewer, { type, id: alias, revision });
    const [owner = "", name] = id.split("/");
    let record = index.get(type, id);
    if (record === undefined) {
      if (name !== undefined && people.account(owner)) return id;
      const found = await this.#lookUp(type, id);
      if (found === undefined) return id;
      if (found.id.toLowerCase() !== id.toLowerCase()) {
        index.setAlias(type, id, found.id);
        return this.require(viewer, { type, id: found.id, revision });
      }
      // What is private there is copied for nobody who is not signed in here.
      if (isHidden(found) && viewer === undefined) return id;
      record = await this.#copy(type, found);
    }
    if (record.mirror !== undefined && !(record.private && viewer === undefined))
      await this.#refresh(record, revision);
    return record.id;
  }

  async #lookUp(type: RepoType, id: string): Promise<UpstreamInfo | undefined> {
    const key = `${type} ${id.toLowerCase()}`;
    if (Date.now() - (this.#missing.get(key) ?? Number.NEGATIVE_INFINITY) < this.#freshFor) return undefined;
    const found = await this.#upstream.info(type, id);
    if (found && /^[^/]+\/[^/]+$/.test(found.id)) return found;
    if (this.#missing.size > 10_000) this.#missing.clear();
    this.#missing.set(key, Date.now());
    return undefined;
  }

  async #copy(type: RepoType, info: UpstreamInfo): Promise<RepoRecord> {
    const { id } = info;
    const settings = { mirror: this.#upstream.endpoint, private: isHidden(info) };
    return this.#service.addCopy(type, id, settings, async (folder) => {
      await using repository = await Repository.create(folder);
      const refs = await this.#upstream.refs(type, id);
      const main = refs.find(({ ref }) => ref === `refs/heads/${repository.defaultBranch}`);
      if (main) await this.#fetch(repository, { type, id, commit: main.targetCommit, ref: main.ref });
    });
  }

  async #refresh(record: RepoRecord, revision: string): Promise<void> {
    const { type, id } = record;
    const repository = await this.#service.repositoryOf(record);
    const name = revision === "HEAD" ? repository.defaultBranch : revision;
    const here = await repository.resolve(name);
    if (isCommit(name) && here !== undefined) return;
    try {
      const target = isCommit(name) ? { commit: name } : await this.#find(record, name);
      if (target === undefined || target.commit === here) return;
      await this.#fetch(repository, { type, id, ...target });
    } catch (error) {
      // What came earlier is better than nothing.
      const unavailable = error instanceof HubError && error.code === "Unavailable";
      if (unavailable && here !== undefined) return;
      throw error;
    }
    this.#objects.forget(record);
    await this.#service.afterPush(type, id);
  }

  /** Where a branch, tag, or `refs/…` is on the other Hub, or which commit a shortened id means. */
  async #find(record: RepoRecord, name: string): Promise<{ commit: string; ref?: string } | undefined> {
    const refs = await this.#refsOf(record);
    const known = [`refs/heads/${name}`, `refs/tags/${name}`, name];
    const found = refs
      .toSorted((a, b) => known.indexOf(a.ref) - known.indexOf(b.ref))
      .find(({ ref }) => known.includes(ref));
    if (found) return { commit: found.targetCommit, ref: found.ref };
    const commit = await this.#upstream.commit(record.type, record.id, name);
    return commit === undefined ? undefined : { commit };
  }

  /** @throws HubError Unavailable, for as long as answers are fresh without asking again */
  async #refsOf({ key, type, id }: RepoRecord): Promise<UpstreamRef[]> {
    const known = this.#refs.get(key);
    const isFresh = known !== undefined && Date.now() - known.at < this.#freshFor;
    const refs = isFresh
      ? known.refs
      : this.#upstream.refs(type, id).catch((error) => {
          if (error instanceof HubError && error.code === "Unavailable") return undefined;
          throw error;
        });
    if (!isFresh) this.#refs.set(key, { at: Date.now(), refs });
    const found = await refs;
    if (found === undefined)
      throw new HubError(
        "Unavailable",
        `the Hub that is mirrored cannot be reached: ${this.#upstream.endpoint}`,
      );
    return found;
  }

  /** Gets a commit, if need be, and moves the ref to it that it was found by. */
  async #fetch(
    repository: Repository,
    { type, id, commit, ref }: { type: RepoType; id: string; commit: string; ref?: string },
  ): Promise<void> {
    const { folder } = repository;
    await inTurn(`${folder}\0mirror`, async () => {
      if ((await repository.resolve(commit)) === undefined)
        await fetchCommit(folder, this.#upstream.connection, { type, id, commit });
      const refs = [
        `${copiesRef}${commit}`,
        ...(ref !== undefined && isRefName(ref) && !ref.startsWith(copiesRef) ? [ref] : []),
      ];
      for (const name of refs)
        await updateRef(folder, { ref: name, to: commit, from: "any" }, defaultLeftoverAges.locks);
    });
  }
}

/** The other Hub shows it to some only. */
const isHidden = ({ private: hidden, gated }: UpstreamInfo) => hidden || gated !== false;
