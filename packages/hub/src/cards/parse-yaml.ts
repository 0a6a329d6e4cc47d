import type { z } from "zod";
import { CardSyntaxError, shown } from "./errors.ts";
import { pathText } from "./path-text.ts";
import { locate, readYaml, throwFirst } from "./read-yaml.ts";
import { schemaProblems } from "./schema-problems.ts";

export { CardSyntaxError };

export interface ParsedYaml<Value> {
  readonly value: Value;
  /** Where the value is that `path` leads to, or the last part of the path that is there. */
  position(path: readonly PropertyKey[]): { line: number; column: number };
}

/**
 * Reads a whole text as YAML that a schema describes.
 *
 * @throws CardSyntaxError with the line of what is not YAML, or not what the schema says
 */
export function parseYaml<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): ParsedYaml<z.output<Schema>> {
  const read = readYaml(text);
  throwFirst(read);
  const position = (path: readonly PropertyKey[]) =>
    read.position(read.document ? locate(read.document, path) : 0);
  const [problem] = schemaProblems(schema, read.data);
  if (problem) {
    const { path, expected, value } = problem;
    const where = path.length > 0 ? `"${pathText(path)}": ` : "";
    throw new CardSyntaxError(`${where}${expected}: ${shown(value)}`, position(path));
  }
  return { value: schema.parse(read.data), position };
}
