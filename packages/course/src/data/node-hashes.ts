import { z } from "zod";
import record from "./node-hashes.json" with { type: "json" };

/**
 * SHA-256 of the `node` binary in the npm packages of one version, by `platform-arch`. To record another version,
 * `npm pack node-PLATFORM-ARCH@VERSION` and hash `package/bin/node` in it.
 */
export const nodeHashes = z
  .strictObject({
    version: z.string(),
    sha256: z.partialRecord(
      z.enum(["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64"]),
      z.hash("sha256"),
    ),
  })
  .parse(record);
