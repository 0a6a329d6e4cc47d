/** No checkpoint of this id can be had in this profile. */
export class UnknownCheckpointError extends Error {
  override name = "UnknownCheckpointError";
  readonly id: string;
  /** Known ids, the most alike first. */
  readonly nearest: readonly string[];

  constructor(message: string, id: string, nearest: readonly string[]) {
    super(message);
    this.id = id;
    this.nearest = nearest;
  }
}

/** Two entries for one id, or an entry that is not one. */
export class CheckpointRegistrationError extends Error {
  override name = "CheckpointRegistrationError";
  readonly id: string;

  constructor(message: string, id: string) {
    super(message);
    this.id = id;
  }
}

/** The hub profile takes a full commit id only: a branch gives other weights tomorrow. */
export class UnpinnedRevisionError extends Error {
  override name = "UnpinnedRevisionError";
  readonly id: string;

  constructor(id: string, given: string | undefined) {
    super(
      `checkpoint is not registered, so the hub profile needs its commit; pass { revision: "<40 hex digits>" } from the repository's history: ${id}${given === undefined ? "" : `@${given}`}`,
    );
    this.id = id;
  }
}
