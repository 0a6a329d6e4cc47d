import type { z } from "zod";

/** Predictions and references that do not pair up. */
export class LengthMismatchError extends Error {
  override name = "LengthMismatchError";
  readonly predictions: number;
  readonly references: number;

  constructor(predictions: number, references: number) {
    super(
      `as many predictions as references expected, do both come from the same examples: ` +
        `${predictions} predictions, ${references} references`,
    );
    this.predictions = predictions;
    this.references = references;
  }
}

/** A metric of nothing. */
export class EmptyInputError extends Error {
  override name = "EmptyInputError";
  readonly metric: string;

  constructor(metric: string) {
    super(`no predictions, give some with addBatch first: ${metric}`);
    this.metric = metric;
  }
}

/** A prediction or reference that a metric cannot take. */
export class InputError extends Error {
  override name = "InputError";
  /** "predictions" or "references". */
  readonly role: string;
  readonly index: number;

  /** @param path where in the value, as `[3]` or `.id` */
  constructor(role: string, index: number, expected: string, given: unknown, path = "", what = "value") {
    super(`invalid ${what} at ${role}[${index}]${path}, expected ${expected}: ${format(given)}`);
    this.role = role;
    this.index = index;
  }
}

/** A value that is no label, or not one of those that are expected. */
export class LabelError extends InputError {
  override name = "LabelError";

  constructor(role: string, index: number, expected: string, given: unknown, path = "") {
    super(role, index, expected, given, path, "label");
  }
}

function format(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  const length = "length" in value ? ` of ${value.length} values` : "";
  return `${value.constructor?.name ?? "object"}${length}`;
}

/** A metric, or a configuration of one, that there is not. */
export class UnknownMetricError extends Error {
  override name = "UnknownMetricError";
  readonly metric: string;

  constructor(metric: string, known: readonly string[]) {
    super(`unknown metric, expected one of ${known.join(", ")}: ${metric}`);
    this.metric = metric;
  }
}

/** Options that a metric does not know, or that do not fit its labels. */
export class MetricOptionsError extends Error {
  override name = "MetricOptionsError";
  readonly metric: string;

  /** @param problem what a zod schema found, parsed with `reportInput`, or a sentence */
  constructor(metric: string, problem: z.ZodError | string) {
    super(`invalid options of ${metric}: ${typeof problem === "string" ? problem : describe(problem)}`);
    this.metric = metric;
  }
}

function describe({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message, input }) => {
      const given = input === undefined ? "" : `, given ${JSON.stringify(input)}`;
      return `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}${given}`;
    })
    .join("; ");
}
