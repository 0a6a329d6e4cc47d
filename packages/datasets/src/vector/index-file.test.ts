import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { random, randomVectors, rowsOf } from "../../test/vector/random-vectors.ts";
import { temporaryFolder } from "../../test/vector/temporary-folder.ts";
import { IndexFileError, IndexVersionError, VectorDimensionError } from "./errors.ts";
import { ExactIndex } from "./exact-index.ts";
import { HnswIndex } from "./hnsw-index.ts";
import { findUsearch } from "./load-usearch.ts";
import { openVectorIndex } from "./open-vector-index.ts";

const folder = temporaryFolder();
const dimensions = 8;
const values = randomVectors(300, dimensions, 1);
const kinds = (await findUsearch()) ? (["exact", "hnsw"] as const) : (["exact"] as const);

async function saved(kind: "exact" | "hnsw", name: string): Promise<string> {
  const path = join(folder, name);
  const create = kind === "exact" ? ExactIndex.create : HnswIndex.create;
  using index = await create(values, { dimensions, metric: "l2" });
  await index.save(path);
  return path;
}

describe.each(kinds)("%s", (kind) => {
  test("one changed bit anywhere is found, at the latest by verify, and none crashes the process", async () => {
    const path = await saved(kind, `${kind}-flip`);
    const bytes = await readFile(path);
    const next = random(3);
    const structure = kind === "exact" ? 128 : 8 + 300 * dimensions * 4;
    for (let round = 0; round < 300; round++) {
      const changed = Buffer.from(bytes);
      const at = round < 128 ? round : Math.floor(next() * bytes.length);
      changed[at] = (changed[at] as number) ^ (1 << Math.floor(next() * 8));
      await writeFile(path, changed);
      await expect(openVectorIndex(path, { verify: true }), `byte ${at}`).rejects.toThrow(IndexFileError);
      if (kind === "exact" ? at >= structure && at < 128 + 300 * dimensions * 4 : at >= 8 && at < structure) {
        using index = await openVectorIndex(path);
        expect(index.size).toBe(300);
      } else await expect(openVectorIndex(path), `byte ${at}`).rejects.toThrow(IndexFileError);
    }
  });

  test("a file that is cut off, continued or another's is none", async () => {
    const path = await saved(kind, `${kind}-cut`);
    const bytes = await readFile(path);
    for (const length of [0, 1, 15, 16, 200, bytes.length - 1]) {
      await truncate(path, length);
      await expect(openVectorIndex(path)).rejects.toThrow(IndexFileError);
      await expect(openVectorIndex(path)).rejects.toThrow(new RegExp(`: ${path}$`));
      await writeFile(path, bytes);
    }
    const footer = bytes.length - 16 - bytes.readUInt32LE(bytes.length - 16);
    for (const other of [
      Buffer.concat([bytes.subarray(0, footer), Buffer.alloc(4), bytes.subarray(footer)]),
      Buffer.concat([bytes, Buffer.from("x")]),
      Buffer.concat([Buffer.alloc(4), bytes]),
      Buffer.from("{}"),
    ]) {
      await writeFile(path, other);
      await expect(openVectorIndex(path)).rejects.toThrow(IndexFileError);
    }
    await expect(openVectorIndex(join(folder, "none"))).rejects.toThrow(/ENOENT/);
  });

  test("another version of the format is named", async () => {
    const path = await saved(kind, `${kind}-version`);
    await changeFooter(path, (footer) => ({ ...footer, format: 2, writtenBy: "format 2 of usearch 9.1.0" }));
    await expect(openVectorIndex(path)).rejects.toThrow(IndexVersionError);
    await expect(openVectorIndex(path)).rejects.toThrow(
      /written by format 2 of usearch 9.1.0.*reads format 1/,
    );
  });

  test("vectors of another length, or an index of another kind, are refused", async () => {
    const path = await saved(kind, `${kind}-other`);
    await expect(openVectorIndex(path, { dimensions: 9 })).rejects.toThrow(VectorDimensionError);
    await expect(openVectorIndex(path, { dimensions: 9 })).rejects.toThrow(/expected 9 numbers, given 8$/);
    const other = kind === "exact" ? HnswIndex : ExactIndex;
    await expect(other.open(path)).rejects.toThrow(`index of kind ${kind}`);
    await changeFooter(path, (footer) => ({ ...footer, rows: 299 }));
    await expect(openVectorIndex(path)).rejects.toThrow(IndexFileError);
  });

  test("saving replaces a file as a whole, or leaves it and nothing else", async () => {
    const own = join(folder, `${kind}-own`);
    await mkdir(own);
    const path = await saved(kind, join(`${kind}-own`, "index"));
    using open = await openVectorIndex(path);
    const before = await open.search([1, 2, 3, 4, 5, 6, 7, 8], 3);
    if (process.platform !== "win32") await open.save(path);
    expect(await open.search([1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual(before);
    expect(await readdir(own)).toEqual(["index"]);
    await mkdir(join(own, "folder", "inside"), { recursive: true });
    await expect(open.save(join(own, "folder"))).rejects.toThrow();
    expect((await readdir(own)).sort()).toEqual(["folder", "index"]);
  });
});

test.skipIf(kinds.length < 2)("a graph that another usearch wrote is named", async () => {
  const path = await saved("hnsw", "hnsw-library");
  const bytes = await readFile(path);
  const at = 8 + 300 * dimensions * 4;
  bytes.writeUInt16LE(9, at + 7);
  await writeFile(path, bytes);
  await changeFooter(path, (footer) => {
    const { start, end } = footer.structure as { start: number; end: number };
    const structure = { start, end, crc32: crc32(bytes.subarray(start, end)) };
    return { ...footer, structure, writtenBy: "format 1 of usearch 9.26.2" };
  });
  await expect(openVectorIndex(path)).rejects.toThrow(IndexVersionError);
  await expect(openVectorIndex(path)).rejects.toThrow(/written by format 1 of usearch 9.26.2/);
});

/** Debian's, which has its packages; another one first on the path may not. */
const python = process.platform === "win32" ? "python" : "/usr/bin/python3";
const hasNumpy = spawnSync(python, ["-c", "import numpy"]).status === 0;

test.skipIf(!hasNumpy)("numpy reads an exact index's vectors (needs numpy)", async () => {
  const path = await saved("exact", "numpy.npy");
  const program =
    "import json, numpy, sys; print(json.dumps(numpy.load(sys.argv[1], mmap_mode='r').tolist()))";
  const text = execFileSync(python, ["-c", program, path], { encoding: "utf8" });
  expect(JSON.parse(text)).toEqual(rowsOf(values, dimensions));
});

async function changeFooter(
  path: string,
  change: (footer: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const bytes = await readFile(path);
  const tail = bytes.subarray(bytes.length - 16);
  const start = bytes.length - 16 - tail.readUInt32LE(0);
  const json = Buffer.from(
    JSON.stringify(change(JSON.parse(bytes.toString("utf8", start, bytes.length - 16)))),
  );
  const fixed = Buffer.from(tail);
  fixed.writeUInt32LE(json.length, 0);
  fixed.writeUInt32LE(crc32(json), 4);
  await writeFile(path, Buffer.concat([bytes.subarray(0, start), json, fixed]));
}
