import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, readlink, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { BlobStore } from "./blob-store.ts";
import { BlobMismatchError, BlobNotFoundError, InvalidBlobError, StorageFullError } from "./errors.ts";

afterEach(() => vi.restoreAllMocks());

const bytes = Buffer.from(Uint8Array.from({ length: 700_000 }, (_, i) => (i * i) % 251));
const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
const oid = sha256(bytes);

/** A body in parts of 64 KiB, which says whether it was read to its end or cancelled. */
function body(content: Uint8Array, onPart: (index: number) => void | Promise<void> = () => {}) {
  const state = { cancelled: false, ended: false };
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await onPart(at / 65_536);
      if (at >= content.length) {
        state.ended = true;
        return controller.close();
      }
      controller.enqueue(content.subarray(at, at + 65_536));
      at += 65_536;
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}

async function workshop() {
  const folder = await temporaryFolder();
  const store = await BlobStore.open(join(folder.path, "lfs"));
  return {
    store,
    files: async () =>
      (await readdir(store.folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function read(store: BlobStore, range?: { start: number; end: number }): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of store.read(oid, range)) parts.push(part);
  return Buffer.concat(parts);
}

it("keeps an object under the name that git-lfs gives it, and gives it back, whole or a range of it", async () => {
  await using it = await workshop();
  expect(await it.store.has(oid)).toBeUndefined();
  await it.store.write(oid, bytes.length, body(bytes).stream);
  expect(await it.store.has(oid)).toEqual({ size: bytes.length });
  expect(await readFile(join(it.store.folder, oid.slice(0, 2), oid.slice(2, 4), oid))).toEqual(bytes);
  expect(await it.files()).toEqual([oid]);
  expect(await read(it.store)).toEqual(bytes);
  expect(await read(it.store, { start: 0, end: 0 })).toEqual(bytes.subarray(0, 1));
  expect(await read(it.store, { start: 300_000, end: 650_000 })).toEqual(bytes.subarray(300_000, 650_001));
  expect(await read(it.store, { start: 699_999, end: 10_000_000 })).toEqual(bytes.subarray(699_999));
  expect(await read(it.store, { start: 700_000, end: 700_001 })).toHaveLength(0);
});

it("keeps the empty object", async () => {
  await using it = await workshop();
  const empty = sha256(Buffer.alloc(0));
  await it.store.write(empty, 0, body(Buffer.alloc(0)).stream);
  expect(await it.store.has(empty)).toEqual({ size: 0 });
});

it("reads what is asked for and no more", async () => {
  await using it = await workshop();
  await it.store.write(oid, bytes.length, body(bytes).stream);
  await using probe = await open(join(it.store.folder, "incoming"), "r");
  const reading = vi.spyOn(Object.getPrototypeOf(probe), "read");
  const reader = it.store.read(oid).getReader();
  expect(reading).toHaveBeenCalledTimes(0);
  await reader.read();
  await reader.cancel();
  expect(reading).toHaveBeenCalledTimes(1);
});

it.skipIf(process.platform !== "linux")(
  "lets go of the file when reading is cancelled (asks /proc)",
  async () => {
    await using it = await workshop();
    await it.store.write(oid, bytes.length, body(bytes).stream);
    const open = async () => {
      const links = (await readdir("/proc/self/fd")).map((fd) =>
        readlink(`/proc/self/fd/${fd}`).catch(() => ""),
      );
      return (await Promise.all(links)).filter((path) => path.endsWith(oid)).length;
    };
    const reader = it.store.read(oid).getReader();
    await reader.read();
    expect(await open()).toBe(1);
    await reader.cancel();
    expect(await open()).toBe(0);
  },
);

it("fails to read an object that is not there", async () => {
  await using it = await workshop();
  await expect(read(it.store)).rejects.toThrow(BlobNotFoundError);
});

it("refuses bytes with another sha256, and keeps nothing of them", async () => {
  await using it = await workshop();
  const wrong = Buffer.from(bytes);
  wrong[0] = 1;
  const writing = it.store.write(oid, wrong.length, body(wrong).stream);
  await expect(writing).rejects.toThrow(BlobMismatchError);
  await expect(writing).rejects.toThrow(/wrong sha256/);
  expect(await it.files()).toEqual([]);
});

it("refuses fewer bytes than announced", async () => {
  await using it = await workshop();
  await expect(it.store.write(oid, bytes.length + 1, body(bytes).stream)).rejects.toThrow(
    /wrong size.*700001/,
  );
  expect(await it.files()).toEqual([]);
});

it("refuses more bytes than announced, and reads no further", async () => {
  await using it = await workshop();
  const { stream, state } = body(bytes);
  await expect(it.store.write(oid, 100_000, stream)).rejects.toThrow(/wrong size.*100000/);
  expect(state).toEqual({ cancelled: true, ended: false });
  expect(await it.files()).toEqual([]);
});

it.each(["", "../../etc/passwd", oid.toUpperCase(), oid.slice(1), `${oid}\n`, `${oid.slice(0, 63)}/`])(
  "refuses %j as an object's name",
  async (name) => {
    await using it = await workshop();
    await expect(it.store.has(name)).rejects.toThrow(InvalidBlobError);
    await expect(it.store.write(name, 1, body(bytes).stream)).rejects.toThrow(InvalidBlobError);
    expect(() => it.store.read(name)).toThrow(InvalidBlobError);
  },
);

it.each([-1, 0.5, Number.NaN, 2 ** 60])("refuses %d as a size", async (size) => {
  await using it = await workshop();
  await expect(it.store.write(oid, size, body(bytes).stream)).rejects.toThrow(InvalidBlobError);
});

it("stops at once when it is told to, and keeps nothing", async () => {
  await using it = await workshop();
  const controller = new AbortController();
  const reason = new Error("client left");
  const { stream, state } = body(bytes, (part) => {
    if (part !== 3) return;
    controller.abort(reason);
    return new Promise(() => {});
  });
  await expect(it.store.write(oid, bytes.length, stream, controller.signal)).rejects.toBe(reason);
  expect(state).toEqual({ cancelled: true, ended: false });
  expect(await it.files()).toEqual([]);
  await expect(it.store.write(oid, bytes.length, body(bytes).stream, AbortSignal.abort(reason))).rejects.toBe(
    reason,
  );
  expect(await it.files()).toEqual([]);
});

it("keeps nothing of a body that breaks off", async () => {
  await using it = await workshop();
  const { stream } = body(bytes, (part) => {
    if (part === 3) throw new Error("connection lost");
  });
  await expect(it.store.write(oid, bytes.length, stream)).rejects.toThrow("connection lost");
  expect(await it.files()).toEqual([]);
});

it("says so when the disk is full, keeps nothing of that object and all of the others", async () => {
  await using it = await workshop();
  await it.store.write(oid, bytes.length, body(bytes).stream);
  const probe = await open(join(it.store.folder, "incoming"), "r");
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  vi.spyOn(Object.getPrototypeOf(probe), "writeFile").mockRejectedValueOnce(full);
  await probe.close();
  const other = bytes.subarray(1);
  const { stream, state } = body(other);
  await expect(it.store.write(sha256(other), other.length, stream)).rejects.toThrow(StorageFullError);
  expect(state.cancelled).toBe(true);
  expect(await it.files()).toEqual([oid]);
  await it.store.write(sha256(other), other.length, body(other).stream);
});

it("refuses what there is no room for before it reads any of it", async () => {
  await using it = await workshop();
  const { stream, state } = body(bytes);
  await expect(it.store.write(oid, 2 ** 52, stream)).rejects.toThrow(StorageFullError);
  expect(state).toEqual({ cancelled: true, ended: false });
});

it("takes the same object from many at once", async () => {
  await using it = await workshop();
  await Promise.all(Array.from({ length: 8 }, () => it.store.write(oid, bytes.length, body(bytes).stream)));
  expect(await it.files()).toEqual([oid]);
  expect(await read(it.store)).toEqual(bytes);
});

it("removes at open uploads that broke off, once they are old", async () => {
  await using it = await workshop();
  const part = join(it.store.folder, "incoming", `${oid}.part`);
  await writeFile(part, "x");
  await BlobStore.open(it.store.folder);
  expect(await it.files()).toEqual([`${oid}.part`]);
  const old = new Date(Date.now() - 3_700_000);
  await utimes(part, old, old);
  await BlobStore.open(it.store.folder);
  expect(await it.files()).toEqual([]);
});

it("collects objects that nothing leads to and nobody asked for lately", async () => {
  await using it = await workshop();
  const objects = ["kept", "orphan", "new orphan", "wanted orphan"].map((text) => Buffer.from(text));
  for (const object of objects) await it.store.write(sha256(object), object.length, body(object).stream);
  const [kept = "", orphan = "", , wanted = ""] = objects.map(sha256);
  const pathOf = (id: string) => join(it.store.folder, id.slice(0, 2), id.slice(2, 4), id);
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const id of [kept, orphan, wanted]) await utimes(pathOf(id), yesterday, yesterday);
  await mkdir(join(it.store.folder, "not-ours"));
  await it.store.has(wanted);
  async function* reachable() {
    yield kept;
  }
  expect(await it.store.collect(reachable(), { olderThanMs: 3_600_000 })).toEqual([orphan]);
  await expect(stat(pathOf(orphan))).rejects.toThrow(/ENOENT/);
  expect(await it.files()).toHaveLength(3);
});

it("collects nothing when what is reachable cannot be read to its end", async () => {
  await using it = await workshop();
  await it.store.write(oid, bytes.length, body(bytes).stream);
  // biome-ignore lint/correctness/useYield: it fails before it has anything to give
  async function* broken(): AsyncGenerator<string> {
    throw new Error("a repository is broken");
  }
  await expect(it.store.collect(broken(), { olderThanMs: -1 })).rejects.toThrow("a repository is broken");
  expect(await it.files()).toEqual([oid]);
});
