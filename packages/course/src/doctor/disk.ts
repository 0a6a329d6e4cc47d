import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Check } from "./finding.ts";
import { formatBytes } from "./format-bytes.ts";

const NEEDED = 2 * 2 ** 30;

/** Bytes a user may still write to the file system that holds `folder`, or will hold it once it exists. */
export async function freeSpace(folder: string): Promise<number> {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}

/** Room for what notebooks write: 2 GiB in `folder`. */
export function diskCheck(label: string, folder: string, space = freeSpace): Check {
  return {
    name: `disk, ${label}`,
    async run() {
      const free = await space(folder);
      const text = `${formatBytes(free)} free at ${folder}, ${formatBytes(NEEDED)} needed`;
      if (free >= NEEDED) return { status: "ok", text };
      return { status: "fail", text, mend: `free some space there, or move the ${label} to another disk` };
    },
  };
}
