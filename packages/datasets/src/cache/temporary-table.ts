import { rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub";
import type { FeatureMap } from "../table/source.ts";
import { Table, type TableFile } from "../table/table.ts";
import { fingerprint } from "./fingerprint.ts";

let root: Promise<string> | undefined;

async function makeRoot(): Promise<string> {
  const parent = cacheFolder("datasets");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `process-${process.pid}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A table that nobody can ask for again, so it is kept no longer than the process runs. */
export async function temporaryTable(
  write: (folder: string) => Promise<{ readonly files: readonly TableFile[]; readonly features: FeatureMap }>,
): Promise<Table> {
  root ??= makeRoot();
  const folder = await mkdtemp(join(await root, "table-"));
  try {
    const { files, features } = await write(folder);
    return new Table(files, features, fingerprint(folder, Date.now()));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
