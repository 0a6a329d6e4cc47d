import type { z } from "zod";
import type { Advice } from "./advice.ts";

type Issue = z.core.$ZodIssue;

/** What a schema refuses, said in the words of this package. */
export function schemaProblems(schema: z.ZodType, data: unknown): Advice[] {
  const { success, error } = schema.safeParse(data, { reportInput: true });
  if (success) return [];
  return error.issues
    .map(closest)
    .map(atUnknownKey)
    .map((issue) => ({
      path: issue.path.map((part) => (typeof part === "number" ? part : String(part))),
      expected: expectation(issue),
      // A key that is missing has none.
      value: valueAt(data, issue.path),
    }));
}

/** Of the alternatives that a value could have been, the one that goes wrong deepest inside of it. */
function closest(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .flatMap(([first]) => (first ? [closest(first)] : []))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (!inner || inner.path.length === 0) return issue;
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** A schema names the mapping that has a key it does not know; this, the key. */
function atUnknownKey(issue: Issue): Issue {
  return issue.code === "unrecognized_keys"
    ? { ...issue, path: [...issue.path, ...issue.keys.slice(0, 1)], message: "another key expected" }
    : issue;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.startsWith("Invalid") ? `${typeName(issue.expected)} expected` : issue.message;
    case "invalid_value":
      return issue.message.startsWith("Invalid")
        ? `one of ${issue.values.join(", ")} expected`
        : issue.message;
    case "invalid_union":
      return issue.message.startsWith("Invalid") ? "a value of another type expected" : issue.message;
    default:
      return issue.message;
  }
}

function typeName(type: string): string {
  const names: Record<string, string> = {
    ...{ string: "text", array: "a list", object: "a mapping", record: "a mapping" },
    ...{ boolean: "true or false", number: "a number", int: "a whole number" },
  };
  return names[type] ?? type;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    data,
  );
}
