import type * as usearch from "usearch";
import { NativeLibraryError } from "./errors.ts";

export type Usearch = Pick<typeof usearch, "Index" | "exactSearch" | "MetricKind" | "ScalarKind">;

let loading: Promise<Usearch | Error> | undefined;

/** usearch with its binary, or why it does not load; loaded once. */
function load(): Promise<Usearch | Error> {
  loading ??= import("usearch").catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  return loading;
}

/** @returns undefined where usearch has no binary for this machine */
export async function findUsearch(): Promise<Usearch | undefined> {
  const loaded = await load();
  return loaded instanceof Error ? undefined : loaded;
}

/** @throws NativeLibraryError where usearch has no binary for this machine */
export async function loadUsearch(): Promise<Usearch> {
  const loaded = await load();
  if (!(loaded instanceof Error)) return loaded;
  throw new NativeLibraryError(`${process.platform}-${process.arch}`, { cause: loaded });
}
