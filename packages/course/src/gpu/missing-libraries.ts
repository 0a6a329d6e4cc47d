import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * The shared libraries a library needs and the system's loader cannot find, in order, each once. Linux with glibc only:
 * it asks `ldd`, which is part of glibc.
 */
export async function missingLibraries(file: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ldd", [file], { env: { ...process.env, LC_ALL: "C" } });
  return parseMissing(stdout);
}

/** The names that `ldd` printed as not found. */
export function parseMissing(output: string): string[] {
  const names = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? "");
  return [...new Set(names)];
}
