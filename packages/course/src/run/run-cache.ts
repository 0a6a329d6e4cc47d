import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NotebookRun } from "@llm-course/kernel";

/**
 * Runs that passed, by the hash of everything their outputs depend on, this package's format of them included. An entry
 * is written beside its place and moved there whole; one that cannot be read is no entry.
 */
export class RunCache {
  readonly #folder: string;

  /** @param folder one folder per hash goes in here */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get(hash: string): NotebookRun | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#folder, hash, "run.json"), "utf8"));
    } catch {
      return undefined;
    }
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
