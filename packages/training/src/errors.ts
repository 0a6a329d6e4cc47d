import type { z } from "zod";

/** A model configuration that cannot be built. The message names every setting and the value given. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly architecture: string;

  /** @param problem what a zod schema found, parsed with `reportInput`, or a sentence */
  constructor(architecture: string, problem: z.ZodError | string) {
    const text = typeof problem === "string" ? problem : problem.issues.map(describe).join("; ");
    super(`unsupported ${architecture} config: ${text}`);
    this.architecture = architecture;
  }
}

function describe({ path, message, input }: z.core.$ZodIssue): string {
  return `${path.join(".")}: ${message}, given ${JSON.stringify(input)}`;
}

/** A `model_type` for which no architecture is built. */
export class UnknownModelTypeError extends Error {
  override name = "UnknownModelTypeError";
  readonly modelType: string;

  constructor(modelType: string, known: readonly string[]) {
    super(`unknown model_type, expected one of ${known.join(", ")}: ${modelType}`);
    this.modelType = modelType;
  }
}

/** A task, labels or a cache that an architecture does not have. */
export class BuildOptionsError extends Error {
  override name = "BuildOptionsError";
}
