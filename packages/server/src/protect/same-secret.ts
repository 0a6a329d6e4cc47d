import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * Whether a secret is one of those expected. The time it takes tells nothing of them: digests of one length are
 * compared to their end, with every one.
 */
export function sameSecret(given: string, expected: readonly string[]): boolean {
  const own = digest(given);
  let found = false;
  for (const secret of expected) found = timingSafeEqual(own, digest(secret)) || found;
  return found;
}
