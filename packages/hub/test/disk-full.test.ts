import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BlobStore } from "../src/local/store/blob-store.ts";
import { StorageFullError } from "../src/local/store/errors.ts";
import { Repository } from "../src/local/store/repository.ts";
import { git } from "./git.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A disk of four MiB. */
async function smallDisk() {
  const folder = await temporaryFolder();
  const path = join(folder.path, "disk");
  await mkdir(path);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", path], { stdio: "pipe" });
  return {
    path,
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [path], { stdio: "pipe" });
      await folder[Symbol.asyncDispose]();
    },
  };
}

const canMount = await smallDisk().then(
  async (disk) => {
    await disk[Symbol.asyncDispose]();
    return true;
  },
  () => false,
);
const onSmallDisk = it.skipIf(!canMount);

onSmallDisk(
  "commits on a full disk fail whole and later ones succeed (needs the right to mount)",
  { timeout: 120_000 },
  async () => {
    await using disk = await smallDisk();
    await using repository = await Repository.create(join(disk.path, "r.git"));
    const author = { name: "Ada", email: "ada@example.org" };
    const acknowledged: string[] = [];
    const commit = async (name: string, bytes: number) => {
      const operations = [{ kind: "add" as const, path: name, content: randomBytes(bytes) }];
      acknowledged.unshift(await repository.commit({ branch: "main", title: name, author, operations }));
    };
    const filler = join(disk.path, "filler");
    await writeFile(filler, Buffer.alloc(1_000_000));
    const filling = async () => {
      for (let i = 0; i < 10; i++) await commit(`${i}`, 1_000_000);
    };
    await expect(filling()).rejects.toThrow(StorageFullError);
    await expect(commit("again", 1_000_000)).rejects.toThrow(StorageFullError);
    const history = () => git(repository.folder, ["rev-list", "main"]).trim().split("\n");
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(history()).toEqual(acknowledged);
    expect(git(repository.folder, ["fsck", "--strict", "--no-dangling"])).toBe("");
    await rm(filler);
    await commit("after", 500_000);
    expect(history()).toEqual(acknowledged);
    expect(git(repository.folder, ["fsck", "--strict", "--no-dangling"])).toBe("");
  },
);

onSmallDisk(
  "a disk that fills up during an upload leaves nothing of it (needs the right to mount)",
  { timeout: 120_000 },
  async () => {
    await using disk = await smallDisk();
    const store = await BlobStore.open(join(disk.path, "lfs"));
    const content = randomBytes(2_000_000);
    const oid = createHash("sha256").update(content).digest("hex");
    const filler = join(disk.path, "filler");
    async function* filling() {
      yield content.subarray(0, 1_000_000);
      await writeFile(filler, Buffer.alloc(5_000_000)).catch(() => {});
      yield content.subarray(1_000_000);
    }
    await expect(store.write(oid, content.length, ReadableStream.from(filling()))).rejects.toThrow(
      StorageFullError,
    );
    expect(await store.has(oid)).toBeUndefined();
    expect(await readdir(join(store.folder, "incoming"))).toEqual([]);
    await rm(filler);
    await store.write(oid, content.length, new Blob([content]).stream());
    expect(await store.has(oid)).toEqual({ size: content.length });
  },
);
