import { stringify, type ToStringOptions } from "yaml";

/** No lines folded, so that no text of a value can look like a fence. */
export const yamlStyle = { lineWidth: 0 } satisfies ToStringOptions;

/** Text such as `no` or `2026-01-15` is quoted, because readers of YAML 1.1, as Python's is, take it for something else. */
export const yamlSchema = { compat: "yaml-1.1", aliasDuplicateObjects: false } as const;

/** A value as YAML, with a line break at the end. */
export function yamlText(value: unknown, options: ToStringOptions = {}): string {
  return stringify(value, { ...yamlSchema, ...yamlStyle, ...options });
}
