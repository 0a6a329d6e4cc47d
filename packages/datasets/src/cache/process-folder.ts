import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub/cache-folder";

let folder: string | undefined;

/** A folder of the cache for what is of use to this process alone; it goes when the process ends. */
export function processFolder(): string {
  if (folder) return folder;
  const parent = cacheFolder("datasets");
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  const made = mkdtempSync(join(parent, `process-${process.pid}-`));
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}

/** Folders of processes that were ended before they could do so. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^process-(\d+)-/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
