import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { z } from "zod";
import {
  CheckpointRegistrationError,
  UnknownCheckpointError,
  UnpinnedRevisionError,
} from "./checkpoint-errors.ts";
import { type CheckpointEntry, findCheckpoint, registeredCheckpoints } from "./checkpoint-registry.ts";
import { InvalidSettingError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { type OnnxDtype, onnxPatterns } from "./onnx-patterns.ts";
import { isCommit } from "./repo.ts";
import { type SnapshotDownloadOptions, snapshotDownload } from "./snapshot-download.ts";

const profileSchema = z.enum(["offline", "hub"]);

/** `offline`: what the packages hold. `hub`: the Hub's own checkpoints, pinned by commit. */
export type Profile = z.infer<typeof profileSchema>;

/** `revision` and what follows it are for the hub profile; the offline one has no use for them. */
export interface CheckpointOptions extends Omit<SnapshotDownloadOptions, "repo" | "repoType"> {
  /** Default `COURSE_PROFILE`, else `"offline"`. */
  profile?: Profile | undefined;
  /** Which of the repository's ONNX weights to download. Default `"fp32"`. `allowPatterns` overrides it, and the entry's. */
  dtype?: OnnxDtype | undefined;
}

/** A checkpoint on this machine. As a notebook cell's last value it shows one line that says what it is. */
export class Checkpoint {
  /** The id that was asked for. */
  readonly id: string;
  readonly profile: Profile;
  /** Absolute path of a folder that `pipeline(task, path)` loads. */
  readonly path: string;
  /** True when another model stands in for the one that was asked for. */
  readonly standIn: boolean;
  /** What it is: the offline entry's name, or `repository@commit`. */
  readonly name: string;
  /** The pipeline it is for; undefined when it was never registered. */
  readonly task: string | undefined;
  readonly #line: string;

  constructor(
    facts: Pick<Checkpoint, "id" | "profile" | "path" | "standIn" | "name" | "task">,
    line: string,
  ) {
    this.id = facts.id;
    this.profile = facts.profile;
    this.path = facts.path;
    this.standIn = facts.standIn;
    this.name = facts.name;
    this.task = facts.task;
    this.#line = line;
  }

  toString(): string {
    return this.#line;
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.#line };
  }
}

/**
 * Gets one of the course's checkpoints: from the packages in the `offline` profile, from the Hub in the `hub` one.
 *
 * @throws UnknownCheckpointError, UnpinnedRevisionError, InvalidSettingError, and in the hub profile what
 *   `snapshotDownload` throws
 */
export async function checkpoint(id: string, options: CheckpointOptions = {}): Promise<Checkpoint> {
  const profile = parseProfile(options.profile);
  const entry = findCheckpoint(id);
  return profile === "offline" ? fromPackages(id, entry) : fromHub(id, entry, options);
}

async function fromPackages(id: string, entry: CheckpointEntry | undefined): Promise<Checkpoint> {
  if (!entry?.offline) throw unknownOffline(id, entry !== undefined);
  const { name, standIn, description, load } = entry.offline;
  const path = await load();
  if (!isAbsolute(path) || !(await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new CheckpointRegistrationError(
      `load() of ${id} gave no folder; expected the absolute path of one: ${path}`,
      id,
    );
  }
  const what = standIn
    ? `NOT this checkpoint but a stand-in, ${name}`
    : `this checkpoint's own weights, from ${name}`;
  return new Checkpoint(
    { id, profile: "offline", path, standIn, name, task: entry.task },
    `${id} (offline profile): ${what}. ${description}`,
  );
}

async function fromHub(
  id: string,
  entry: CheckpointEntry | undefined,
  options: CheckpointOptions,
): Promise<Checkpoint> {
  const { profile: _, dtype, ...download } = options;
  const revision = options.revision ?? entry?.revision;
  if (revision === undefined || !isCommit(revision)) throw new UnpinnedRevisionError(id, revision);
  const repo = entry?.repo ?? id;
  const { allowPatterns, ignorePatterns } = onnxPatterns(dtype);
  const patterns = options.allowPatterns
    ? {}
    : { allowPatterns: [...allowPatterns, ...(entry?.alsoPatterns ?? [])], ignorePatterns };
  const path = await snapshotDownload({ ...patterns, ...download, repo, revision });
  const name = `${repo}@${revision.slice(0, 12)}`;
  return new Checkpoint(
    { id, profile: "hub", path, standIn: false, name, task: entry?.task },
    `${id} (hub profile): ${name} from the Hub`,
  );
}

function unknownOffline(id: string, onlyOnHub: boolean): UnknownCheckpointError {
  const known = registeredCheckpoints().flatMap((entry) => (entry.offline ? [entry.id] : []));
  const alike = nearest(id, known);
  const hint =
    alike.length > 0
      ? `nearest known: ${alike.join(", ")}`
      : "none is registered yet, import a package that registers them";
  const wayOut = onlyOnHub ? "" : " and a pinned revision";
  return new UnknownCheckpointError(
    `no checkpoint of this id in the offline profile (${hint}); run with --profile hub or COURSE_PROFILE=hub${wayOut} to download it: ${id}`,
    id,
    alike,
  );
}

function parseProfile(option: Profile | undefined): Profile {
  const value = option ?? (process.env.COURSE_PROFILE?.trim() || "offline");
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const setting = option === undefined ? "COURSE_PROFILE" : "profile";
  throw new InvalidSettingError(setting, `invalid ${setting}; expected offline or hub: ${value}`);
}
