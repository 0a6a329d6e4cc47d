import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";

/** A folder for the tests of a file, with the cache in it; removed when they are done. */
export function workspace() {
  const space = {
    path: "",
    /** Writes a file and gives its path. */
    async file(name: string, content: string | Uint8Array): Promise<string> {
      const path = join(space.path, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
  };
  const before = process.env.COURSE_CACHE;
  beforeAll(async () => {
    space.path = await mkdtemp(join(await realpath(tmpdir()), "datasets-test-"));
    process.env.COURSE_CACHE = join(space.path, "cache");
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.COURSE_CACHE;
    else process.env.COURSE_CACHE = before;
    await rm(space.path, { recursive: true, force: true });
  });
  return space;
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("a rejection expected");
}

/** Numbers from 0 up to 1 (Park and Miller). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
