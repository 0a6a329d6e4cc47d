import { isAbsolute, join, relative } from "node:path";
import { DataFileError } from "../errors.ts";

/** Where a file of an archive goes. @throws DataFileError for a name that leaves the folder */
export function memberPath(folder: string, member: string, archive: string): string {
  const path = join(folder, member);
  const inside = relative(folder, path);
  const leaves = inside === "" || inside.startsWith("..") || isAbsolute(inside);
  if (leaves || isAbsolute(member) || member.includes("\\") || member.includes("\0"))
    throw new DataFileError(
      archive,
      `files inside the archive's folder expected, it has ${JSON.stringify(member)}`,
    );
  return path;
}
