import { createHash, type Hash } from "node:crypto";

/** Raise it when what is written changes, so that results written before are not taken for it. */
const version = 1;

/** A name for a result: the same parts give the same name. */
export function fingerprint(...parts: readonly unknown[]): string {
  const hash = createHash("sha256").update(`v${version}`);
  for (const part of parts)
    if (part instanceof Uint8Array) updateWithBytes(hash, part);
    else hash.update(`\0${typeof part === "string" ? part : JSON.stringify(part)}`);
  return hash.digest("hex").slice(0, 16);
}

/** Bytes as the text of their Latin-1 characters, a part at a time: lists of rows have tens of megabytes. */
function updateWithBytes(hash: Hash, bytes: Uint8Array): void {
  hash.update("\0");
  for (let start = 0; start < bytes.length; start += 65_536)
    hash.update(Buffer.from(bytes.subarray(start, start + 65_536)).toString("latin1"));
}
