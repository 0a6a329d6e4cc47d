import { createHash } from "node:crypto";

/** Raise it when what is written changes, so that results written before are not taken for it. */
const version = 1;

/** A name for a result: the same parts give the same name. */
export function fingerprint(...parts: readonly unknown[]): string {
  const hash = createHash("sha256").update(`v${version}`);
  for (const part of parts) hash.update(`\0${typeof part === "string" ? part : JSON.stringify(part)}`);
  return hash.digest("hex").slice(0, 16);
}
