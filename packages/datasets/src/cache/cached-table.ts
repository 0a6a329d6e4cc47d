import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { cacheFolder } from "@llm-course/hub/cache-folder";
import { ensureFolder } from "@llm-course/hub/ensure-folder";
import { z } from "zod";
import { featureFromJson, featureToJson } from "../features/feature-json.ts";
import type { FeatureMap } from "../table/source.ts";
import { Table, type TableFile } from "../table/table.ts";

interface Written {
  readonly files: readonly TableFile[];
  readonly features: FeatureMap;
}

const manifest = z.object({
  files: z.array(z.object({ path: z.string(), numRows: z.int().nonnegative() })),
  features: z.array(z.tuple([z.string(), z.unknown()])),
});

/**
 * A table of the cache: written when its fingerprint is met for the first time, and read ever after. It is written
 * beside its place and renamed when it is complete, so what is interrupted leaves nothing behind, and where two processes
 * write the same table the second keeps the first's.
 */
export async function cachedTable(
  fingerprint: string,
  write: (folder: string) => Promise<Written>,
): Promise<Table> {
  const folder = await ensureFolder(join(cacheFolder("datasets"), fingerprint), async (temporary) => {
    const { files, features } = await write(temporary);
    const json = {
      files: files.map(({ path, numRows }) => ({ path: relative(temporary, path), numRows })),
      features: Array.from(features, ([name, feature]) => [name, featureToJson(feature)]),
    };
    await writeFile(join(temporary, "table.json"), JSON.stringify(json));
  });
  const { files, features } = manifest.parse(JSON.parse(await readFile(join(folder, "table.json"), "utf8")));
  return new Table(
    files.map(({ path, numRows }) => ({ path: join(folder, path), numRows })),
    new Map(features.map(([name, json]) => [name, featureFromJson(json, `column "${name}"`)])),
    fingerprint,
  );
}
