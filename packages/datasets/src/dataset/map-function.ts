import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DatasetArgumentError } from "../errors.ts";

/** A function that workers can load: by the path or address of its module and its name there. */
export interface ModuleFunction {
  readonly module: string | URL;
  readonly export: string;
}

// biome-ignore lint/suspicious/noExplicitAny: rows have the types that their files have
export type AnyFunction = (...args: any[]) => unknown;

/** Columns of several rows. */
export type BatchOf<R> = { [Name in keyof R]: R[Name][] };

/** What `map` and `filter` take: a function, or where it is. */
export type Mapper = AnyFunction | ModuleFunction;

export function isModuleFunction(given: unknown): given is ModuleFunction {
  return typeof given === "object" && given !== null && "module" in given && "export" in given;
}

export function moduleUrl({ module }: ModuleFunction): string {
  if (module instanceof URL) return module.href;
  return /^(file|data):/.test(module) ? module : pathToFileURL(module).href;
}

/** @throws DatasetArgumentError for a module without that function */
export async function loadFunction(mapper: Mapper): Promise<AnyFunction> {
  if (typeof mapper === "function") return mapper;
  const loaded = (await import(moduleUrl(mapper)))[mapper.export];
  if (typeof loaded === "function") return loaded;
  throw new DatasetArgumentError(
    `a function exported as ${mapper.export} expected in the module`,
    String(mapper.module),
  );
}

/**
 * What a function's results are known by: for one in a module the text of its file. What a closure gives depends on more
 * than its text, so it has none.
 */
export async function identityOf(mapper: Mapper): Promise<string | undefined> {
  if (typeof mapper === "function") return undefined;
  const url = moduleUrl(mapper);
  const text = url.startsWith("file:") ? await readFile(fileURLToPath(url)) : url;
  return `${mapper.export} ${createHash("sha256").update(text).digest("hex")}`;
}
