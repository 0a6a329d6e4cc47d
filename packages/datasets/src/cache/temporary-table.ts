import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { FeatureMap } from "../table/source.ts";
import { Table, type TableFile } from "../table/table.ts";
import { fingerprint } from "./fingerprint.ts";
import { processFolder } from "./process-folder.ts";

/** A table that nobody can ask for again, so it is kept no longer than the process runs. */
export async function temporaryTable(
  write: (folder: string) => Promise<{ readonly files: readonly TableFile[]; readonly features: FeatureMap }>,
): Promise<Table> {
  const folder = await mkdtemp(join(processFolder(), "table-"));
  try {
    const { files, features } = await write(folder);
    return new Table(files, features, fingerprint(folder, Date.now()));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
