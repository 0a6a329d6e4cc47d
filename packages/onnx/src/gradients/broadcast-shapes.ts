import type { Dimension } from "../value-info.ts";

/** The shape of an elementwise operation's result; dimensions are aligned from the last one on. */
export function broadcastShapes(a: readonly Dimension[], b: readonly Dimension[]): Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) =>
    broadcast(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1),
  );
}

function broadcast(a: Dimension, b: Dimension): Dimension {
  if (a === b || b === 1) return a;
  if (a === 1 || typeof b === "number") return b;
  if (typeof a === "number") return a;
  // Either may be 1 at run time, so the result has a size of its own, the same for every such pair.
  return `max(${[a, b].sort().join(", ")})`;
}
