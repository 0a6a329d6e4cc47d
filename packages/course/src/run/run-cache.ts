import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NotebookRun } from "@llm-course/kernel";

/**
 * Runs that passed, by the hash of everything their outputs depend on. An entry is written beside its place and moved
 * there whole, so that a run that is cut off leaves no half entry.
 */
export class RunCache {
  readonly #folder: string;

  /** @param folder one folder per hash goes in here */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get(hash: string): NotebookRun | undefined {
    const file = join(this.#folder, hash, "run.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  }

  set(hash: string, run: NotebookRun): void {
    const folder = join(this.#folder, hash);
    const building = `${folder}.${process.pid}`;
    try {
      mkdirSync(building, { recursive: true });
      writeFileSync(join(building, "run.json"), JSON.stringify(run));
      rmSync(folder, { recursive: true, force: true });
      renameSync(building, folder);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  }
}
