import { createHash } from "node:crypto";

/** One SHA-256, in hexadecimal, of several parts. */
export function digest(parts: Iterable<string | Buffer>): string {
  const hash = createHash("sha256");
  // The length in front of each part keeps ["ab", "c"] and ["a", "bc"] apart.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}
