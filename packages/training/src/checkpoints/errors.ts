/** A weight that a checkpoint holds in another shape or type than the model. */
export interface MismatchedWeight {
  readonly parameter: string;
  /** Such as "F32 [2, 768]". */
  readonly expected: string;
  readonly given: string;
}

/** How the weights of a checkpoint fit a model. */
export interface LoadReport {
  /** Parameters that the checkpoint lacks; they were newly initialised. */
  readonly missing: readonly string[];
  /** Names in the checkpoint that the model has no use for. */
  readonly unexpected: readonly string[];
  /** Parameters of another shape in the checkpoint; they were newly initialised, too. */
  readonly mismatched: readonly MismatchedWeight[];
}

/** A checkpoint that lacks weights of the base model, or holds them in other shapes. */
export class CheckpointMismatchError extends Error implements LoadReport {
  override name = "CheckpointMismatchError";
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly MismatchedWeight[];

  /** @param missing those that may not be newly initialised */
  constructor(source: string, { missing, unexpected, mismatched }: LoadReport) {
    const shapes = mismatched.map(
      ({ parameter, expected, given }) => `${parameter} (expected ${expected}, given ${given})`,
    );
    const wayOut =
      missing.length > 0
        ? "check that config.json belongs to these weights"
        : "pass { ignoreMismatchedSizes: true } to initialise them anew";
    const parts = [list("missing", missing), list("wrong shape", shapes), list("unexpected", unexpected)];
    super(`mismatched checkpoint, ${wayOut}: ${parts.filter(Boolean).join("; ")} (${source})`);
    this.missing = missing;
    this.unexpected = unexpected;
    this.mismatched = mismatched;
  }
}

/** The fields have all names; a message with the hundreds of a wrong model would hide the rest. */
const most = 10;

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length > most ? `, and ${names.length - most} more` : "";
  return `${what}: ${names.slice(0, most).join(", ")}${rest}`;
}

/** A file of a model's folder that is missing or is not what its name says. */
export class ModelFolderError extends Error {
  override name = "ModelFolderError";
}
