/** A data loader with options, or over a dataset, that it cannot work with. */
export class DataLoaderError extends Error {
  override name = "DataLoaderError";
}

/** A collator with options, or for a tokenizer, that it cannot work with. */
export class DataCollatorError extends Error {
  override name = "DataCollatorError";
}

/** What is wrong with an example. */
export interface ExampleProblem {
  /** The name of the feature. */
  readonly key: string;
  /** Such as "expected 0 to 1". */
  readonly problem: string;
  readonly value: unknown;
}

/**
 * An example that cannot become part of a batch. The message says which one: by its number in the dataset, where
 * that is known, else in the batch.
 */
export class ExampleError extends Error {
  override name = "ExampleError";
  readonly key: string;
  readonly value: unknown;
  /** Its place in the batch, counted from 0. */
  readonly position: number;
  /** Its number in the dataset. */
  readonly example: number | undefined;
  readonly #problem: ExampleProblem;

  constructor(problem: ExampleProblem, position: number, example?: number) {
    const which = example === undefined ? `${position} of the batch` : `${example}`;
    super(`example ${which}: ${problem.key}: ${problem.problem}: ${shown(problem.value)}`);
    this.key = problem.key;
    this.value = problem.value;
    this.position = position;
    this.example = example;
    this.#problem = problem;
  }

  /** The same error of the same class, by the example's number in the dataset. */
  at(example: number): ExampleError {
    const error = new (this.constructor as typeof ExampleError)(this.#problem, this.position, example);
    error.stack = this.stack?.replace(this.message, error.message);
    return error;
  }
}

/** Examples of different lengths, which make no tensor. */
export class RaggedExamplesError extends ExampleError {
  override name = "RaggedExamplesError";
}

/** Text where numbers belong. */
export class RawTextError extends ExampleError {
  override name = "RawTextError";
}

/** A label that the model has no output for, or not as many labels as it takes. */
export class LabelError extends ExampleError {
  override name = "LabelError";
}

/** A sequence longer than the model has positions for. */
export class SequenceLengthError extends ExampleError {
  override name = "SequenceLengthError";
}

function shown(value: unknown): string {
  const text =
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part)) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
