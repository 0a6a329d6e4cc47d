import { inspect } from "node:util";
import type { CellError } from "../thread-messages.ts";

/** Turns whatever was thrown into the parts of an `error` message; never throws itself. */
export function cellError(thrown: unknown): CellError {
  try {
    return describe(thrown);
  } catch {
    // A proxy, or an object whose getters throw.
    const evalue = "a value that throws when it is read";
    return { ename: "Thrown", evalue, stack: `Thrown: ${evalue}` };
  }
}

function describe(thrown: unknown): CellError {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    const evalue = inspect(thrown);
    return { ename: "Thrown", evalue, stack: `Thrown: ${evalue}` };
  }
  const ename = String(thrown.name || "Error");
  return { ename, evalue: String(thrown.message), stack: fullStack(thrown, new Set()) };
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value && "stack" in value;
}

function fullStack(error: Error, seen: Set<unknown>): string {
  seen.add(error);
  // Any of these can be set to anything.
  const message = String(error.message);
  const title = `${String(error.name)}: ${message}`;
  const stack = typeof error.stack === "string" ? error.stack : title;
  // A message set after construction is not in the stack that V8 captured.
  const parts = [
    stack.includes(message) ? stack : `${title}\n${stack.slice(stack.indexOf("\n    at ") + 1)}`,
  ];
  const inner = [
    ...(error.cause === undefined ? [] : [["caused by", error.cause] as const]),
    ...(error instanceof AggregateError && Array.isArray(error.errors)
      ? error.errors.map((e: unknown) => ["one of", e] as const)
      : []),
  ];
  for (const [label, value] of inner) {
    if (seen.has(value)) continue;
    const text = isErrorLike(value) ? fullStack(value, seen) : inspect(value);
    parts.push(`${label}: ${text}`);
  }
  return parts.join("\n");
}
