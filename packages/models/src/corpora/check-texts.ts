import { createHash } from "node:crypto";
import { PackageDataError } from "../errors.ts";

/**
 * Checks texts that an npm package gave: other texts would be another training, or another test.
 *
 * @param name of the package
 * @param sha256 of the texts in UTF-8, each with a zero byte behind it
 * @throws PackageDataError where they are others
 */
export function checkTexts(name: string, texts: readonly string[], sha256: string): void {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  const found = hash.digest("hex");
  if (found !== sha256) throw new PackageDataError(name, sha256, found);
}
