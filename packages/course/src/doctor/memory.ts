import { totalmem } from "node:os";
import type { Check } from "./finding.ts";
import { formatBytes } from "./format-bytes.ts";

const NEEDED = 4 * 2 ** 30;

/** Memory in bytes: all there is, and what a new program could get. */
export interface MemoryFacts {
  total: number;
  available: number;
}

/** Memory for the largest notebook: 4 GiB. Less in all is a failure, less at the moment a warning. */
export function memoryCheck(facts: MemoryFacts = readFacts()): Check {
  return {
    name: "memory",
    run() {
      const { total, available } = facts;
      const text = `${formatBytes(available)} of ${formatBytes(total)} available, ${formatBytes(NEEDED)} needed`;
      if (total < NEEDED) {
        return {
          status: "fail",
          text,
          mend: "use a larger machine, or give the container or VM more memory",
        };
      }
      if (available < NEEDED)
        return { status: "warn", text, mend: "close other programs before a long notebook" };
      return { status: "ok", text };
    },
  };
}

function readFacts(): MemoryFacts {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY; // 0 without a limit
  const total = Math.min(totalmem(), limit);
  // macOS counts its caches as used, so what it calls free says little; there only the total is judged.
  const available = process.platform === "darwin" ? total : process.availableMemory();
  return { total, available };
}
