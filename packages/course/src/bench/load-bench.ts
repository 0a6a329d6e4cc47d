import { pathToFileURL } from "node:url";
import { z } from "zod";
import { CourseError } from "../errors.ts";
import { type BenchDefinition, benchDefinition } from "./definition.ts";

/** Thrown when a bench file does not export what it should. */
export class BenchDefinitionError extends CourseError {
  override name = "BenchDefinitionError";
}

/**
 * Imports a bench file.
 *
 * @throws BenchDefinitionError when its default export is not a bench definition
 */
export async function loadBench(path: string): Promise<BenchDefinition> {
  const loaded: { default?: unknown } = await import(pathToFileURL(path).href);
  const definition = benchDefinition.safeParse(loaded.default);
  if (definition.success) return definition.data;
  throw new BenchDefinitionError(`invalid default export of ${path}: ${z.prettifyError(definition.error)}`);
}
