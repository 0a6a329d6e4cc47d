import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";

/** Thrown when there is no such bench; `existing` lists those there are. */
export class UnknownBenchError extends CourseError {
  override name = "UnknownBenchError";
  readonly existing: string[];
  constructor(given: string, existing: string[]) {
    super(`unknown bench, existing ones are ${existing.join(", ") || "none"}: ${given}`, { exitCode: 2 });
    this.existing = existing;
  }
}

/**
 * The path of a bench: `bench/NAME.bench.ts` in one of the packages.
 *
 * @throws UnknownBenchError when no package has a bench of that name
 */
export function findBench(name: string, root = projectRoot): string {
  const files = globSync("packages/*/bench/*.bench.ts", { cwd: root });
  const found = files.map((file) => join(root, file)).find((file) => basename(file, ".bench.ts") === name);
  if (!found) throw new UnknownBenchError(name, files.map((file) => basename(file, ".bench.ts")).sort());
  return found;
}
