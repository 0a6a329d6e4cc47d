import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../../write-file-atomically.ts";
import { RepositoryFolderError } from "../store/errors.ts";

/** What belongs to a repository and is not in git. It is in its folder, so that the index can be made again. */
const schema = z.object({
  /** 24 hex digits that stay when the repository moves: the API's `_id`. */
  key: z.string().regex(/^[0-9a-f]{24}$/),
  private: z.boolean(),
  gated: z.union([z.literal(false), z.enum(["auto", "manual"])]),
  createdAt: z.iso.datetime(),
  description: z.string().optional(),
  sdk: z.string().optional(),
  /** The address of the Hub that this is a copy of. */
  mirror: z.url().optional(),
});

export type RepoSettings = z.output<typeof schema>;

/** What of them a request may change. */
export type SettingsPatch = Partial<Pick<RepoSettings, "private" | "gated" | "description">>;

const file = "hub.json";

export function newSettings({
  sdk,
  mirror,
  ...given
}: Pick<RepoSettings, "private" | "gated"> & {
  sdk?: string | undefined;
  mirror?: string | undefined;
}): RepoSettings {
  return {
    key: randomBytes(12).toString("hex"),
    createdAt: new Date().toISOString(),
    ...given,
    ...(sdk !== undefined && { sdk }),
    ...(mirror !== undefined && { mirror }),
  };
}

/**
 * @param folder the bare repository's
 * @throws RepositoryFolderError where it is no more, such as after a move
 */
export async function readSettings(folder: string): Promise<RepoSettings> {
  const text = await readFile(join(folder, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new RepositoryFolderError("a repository of the Hub's", folder) : error;
  });
  return schema.parse(JSON.parse(text));
}

export async function writeSettings(folder: string, settings: RepoSettings): Promise<void> {
  await writeFileAtomically(join(folder, file), JSON.stringify(settings, null, 2));
}
