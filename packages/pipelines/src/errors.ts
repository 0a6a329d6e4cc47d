/** What a pipeline was given to read is not what it reads. */
export class PipelineInputError extends Error {
  override name = "PipelineInputError";
  readonly given: unknown;

  constructor(problem: string, given: unknown, options?: ErrorOptions) {
    super(`${problem}: ${excerpt(given)}`, options);
    this.given = given;
  }
}

/** An option that a pipeline does not have, or a value that it cannot be. */
export class PipelineOptionsError extends Error {
  override name = "PipelineOptionsError";
  readonly given: unknown;

  constructor(problem: string, given: unknown) {
    super(`${problem}: ${excerpt(given)}`);
    this.given = given;
  }
}

/** There is no pipeline for this task. */
export class UnknownTaskError extends Error {
  override name = "UnknownTaskError";
  readonly task: string;
  /** The tasks there are that are most alike. */
  readonly nearest: readonly string[];

  constructor(task: string, nearest: readonly string[]) {
    super(`no pipeline for this task, the nearest are ${nearest.join(", ")}: ${excerpt(task)}`);
    this.task = task;
    this.nearest = nearest;
  }
}

/** A folder holds no model that this task can be done with. */
export class PipelineModelError extends Error {
  override name = "PipelineModelError";
  readonly folder: string;

  constructor(problem: string, folder: string, options?: ErrorOptions) {
    super(`${problem}: ${folder}`, options);
    this.folder = folder;
  }
}

/** An image that cannot be read. */
export class ImageInputError extends PipelineInputError {
  override name = "ImageInputError";
}

/** Sound that cannot be read. */
export class AudioInputError extends PipelineInputError {
  override name = "AudioInputError";
}

const longest = 80;

/** A value in a message: short, and on one line. */
function excerpt(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === "function") return `a function, ${value.name || "without a name"}`;
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
  } catch {
    // What refers to itself has no JSON.
  }
  const line = text ?? String(value);
  return line.length > longest ? `${line.slice(0, longest)}… (${line.length} characters)` : line;
}
