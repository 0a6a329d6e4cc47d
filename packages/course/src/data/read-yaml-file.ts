import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CardSyntaxError, type ParsedYaml, parseYaml } from "@llm-course/hub/parse-yaml";
import type { z } from "zod";
import { FileError } from "../errors.ts";

export interface YamlFile<Value> {
  readonly value: Value;
  /** An error about the value that `path` leads to, with file and line. */
  error(path: readonly PropertyKey[], message: string): FileError;
}

/**
 * Reads a YAML file that a schema describes.
 *
 * @param file below `root`, as errors name it
 * @throws FileError with the line of what is not YAML, or not what the schema says; what reading the file throws
 */
export function readYamlFile<Schema extends z.ZodType>(
  file: string,
  { root, schema }: { root: string; schema: Schema },
): YamlFile<z.output<Schema>> {
  const { value, position } = parse(readFileSync(join(root, file), "utf8"), schema, file);
  return {
    value,
    error: (path, message) => new FileError(message, { file, line: position(path).line }),
  };
}

function parse<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  file: string,
): ParsedYaml<z.output<Schema>> {
  try {
    return parseYaml(text, schema);
  } catch (error) {
    if (!(error instanceof CardSyntaxError)) throw error;
    throw new FileError(error.reason, { file, line: error.line, cause: error });
  }
}
