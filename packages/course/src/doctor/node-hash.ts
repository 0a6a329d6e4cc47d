import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Check, INSTALL } from "./finding.ts";

/** SHA-256 of the Node binaries on npm for one version, by `platform-arch`. */
export interface NodeHashes {
  version: string;
  sha256: Partial<Record<string, string>>;
}

/**
 * The running binary's SHA-256 against the recorded one.
 *
 * The `node` package fetches the binary in a script of its own, by version and without the lockfile's integrity, so
 * this is what pins it.
 */
export function nodeHashCheck(
  recorded: NodeHashes,
  facts = {
    file: process.execPath,
    version: process.versions.node,
    key: `${process.platform}-${process.arch}`,
  },
): Check {
  return {
    name: "node binary",
    async run() {
      const hash = createHash("sha256");
      await pipeline(createReadStream(facts.file), hash);
      const actual = hash.digest("hex");
      const expected = facts.version === recorded.version ? recorded.sha256[facts.key] : undefined;
      if (!expected) {
        return {
          status: "warn",
          text: `no recorded hash for ${facts.key} ${facts.version}: ${actual}`,
          mend: "compare it with the SHASUMS256.txt that nodejs.org publishes for this version",
        };
      }
      if (actual === expected) return { status: "ok", text: `sha256 ${actual.slice(0, 12)}… as recorded` };
      return {
        status: "fail",
        text: `${facts.file} has sha256 ${actual}, recorded is ${expected}`,
        mend: `${INSTALL}; if the hash stays, do not use this binary`,
      };
    },
  };
}
