import type { z } from "zod";
import type { LoadReport, MismatchedWeight } from "../checkpoints/errors.ts";

/** Settings of LoRA, or an adapter's file of them, that cannot be used. The message names every setting. */
export class LoraConfigError extends Error {
  override name = "LoraConfigError";

  /** @param problem what a zod schema found, parsed with `reportInput`, or a sentence */
  constructor(problem: z.ZodError | string, source: string) {
    const text = typeof problem === "string" ? problem : problem.issues.map(describe).join("; ");
    super(`invalid ${source}: ${text}`);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `unknown setting: ${issue.keys.join(", ")}`;
  // The message ends with it where more than one setting is to blame.
  if (issue.code === "custom" && issue.path.length === 0) return issue.message;
  return `${issue.path.join(".")}: ${issue.message}, given ${JSON.stringify(issue.input)}`;
}

/** Modules that a network lacks, or that no adapter fits. */
export class LoraTargetError extends Error {
  override name = "LoraTargetError";
  /** Those that there are. */
  readonly modules: readonly string[];

  constructor(problem: string, modules: readonly string[]) {
    super(`${problem} (the network has: ${firstOf(modules)})`);
    this.modules = modules;
  }
}

/** An adapter that cannot be merged without changing what it does. */
export class LoraMergeError extends Error {
  override name = "LoraMergeError";
}

/** An adapter's weights that are not those its settings ask for on this network. */
export class AdapterMismatchError extends Error implements LoadReport {
  override name = "AdapterMismatchError";
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly MismatchedWeight[];

  constructor(file: string, { missing, unexpected, mismatched }: LoadReport) {
    const shapes = mismatched.map(
      ({ parameter, expected, given }) => `${parameter} (expected ${expected}, given ${given})`,
    );
    const lists = { missing, unexpected, "wrong shape": shapes };
    const parts = Object.entries(lists).filter(([, names]) => names.length > 0);
    const text = parts.map(([what, names]) => `${what}: ${firstOf(names)}`).join("; ");
    super(`mismatched adapter, load it on the base model and task it was trained for: ${text} (${file})`);
    this.missing = missing;
    this.unexpected = unexpected;
    this.mismatched = mismatched;
  }
}

/** The fields have all names; a message with hundreds would hide the rest. */
function firstOf(names: readonly string[], most = 20): string {
  const rest = names.length > most ? `, and ${names.length - most} more` : "";
  return `${names.slice(0, most).join(", ")}${rest}`;
}
