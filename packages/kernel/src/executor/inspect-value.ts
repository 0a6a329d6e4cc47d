import { type InspectOptions, inspect } from "node:util";
import { formatTensor, isTensor } from "./format-tensor.ts";

/** Long values keep their shape: enough to see what is there, never a screenful. */
const options: InspectOptions = {
  depth: 4,
  maxArrayLength: 24,
  maxStringLength: 2_000,
  breakLength: 100,
  compact: 3,
};

/** The text of a cell's last value. Tensors, at any depth, are shown by shape, type and their first and last numbers. */
export function inspectValue(value: unknown): string {
  teachTensors(value);
  return inspect(value, options);
}

/**
 * Gives every tensor class that is reachable from a value an inspect method, once: console.log then prints it well too.
 * The classes belong to libraries, and are known by their look only.
 */
export function teachTensors(value: unknown): void {
  try {
    teach(value, 4, new Set());
  } catch {
    // A proxy or a getter that throws: Node's inspect does not call them.
  }
}

function teach(value: unknown, depth: number, seen: Set<unknown>): void {
  if (typeof value !== "object" || value === null || depth < 0 || seen.has(value) || seen.size > 500) return;
  seen.add(value);
  if (isTensor(value)) {
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype && prototype !== Object.prototype && !(inspect.custom in prototype))
      Object.defineProperty(prototype, inspect.custom, {
        configurable: true,
        value(this: unknown) {
          return isTensor(this) ? formatTensor(this) : String(this);
        },
      });
    return;
  }
  if (ArrayBuffer.isView(value)) return;
  const children = Array.isArray(value)
    ? value.slice(0, 24)
    : value instanceof Map
      ? [...value.values()].slice(0, 24)
      : Object.values(Object.getOwnPropertyDescriptors(value)).map((d) => d.value);
  for (const child of children) teach(child, depth - 1, seen);
}
