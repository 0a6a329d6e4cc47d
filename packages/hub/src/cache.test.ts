import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { RepoCache } from "./cache.ts";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return { ...real, symlink: vi.fn(real.symlink) };
});

const refusal = (code: string) => Object.assign(new Error(`${code}: refused`), { code });

describe("RepoCache", () => {
  it("copies where the system refuses links, as Windows does without a privilege", async () => {
    await using folder = await temporaryFolder();
    const cache = new RepoCache({ id: "a/b", type: "model" }, folder.path);
    await mkdir(join(cache.folder, "blobs"), { recursive: true });
    await writeFile(cache.blob("abc"), "content");
    vi.mocked(symlink).mockRejectedValueOnce(refusal("EPERM"));
    const pointer = cache.pointer("0".repeat(40), "folder/file.txt");
    await cache.link(cache.blob("abc"), pointer);
    expect((await lstat(pointer)).isSymbolicLink()).toBe(false);
    expect(await readFile(pointer, "utf8")).toBe("content");
  });

  it("leaves nothing half done when a link fails for another reason", async () => {
    await using folder = await temporaryFolder();
    const cache = new RepoCache({ id: "a/b", type: "model" }, folder.path);
    vi.mocked(symlink).mockRejectedValueOnce(refusal("ENOSPC"));
    const pointer = cache.pointer("0".repeat(40), "file.txt");
    await expect(cache.link(cache.blob("abc"), pointer)).rejects.toThrow("ENOSPC");
    expect(await readdir(cache.snapshot("0".repeat(40)))).toEqual([]);
  });

  it("gives absolute paths for a relative folder", () => {
    const cache = new RepoCache({ id: "a/b", type: "dataset" }, "some-folder");
    expect(cache.folder).toBe(resolve("some-folder", "datasets--a--b"));
  });

  it("does not take a ref that holds no commit", async () => {
    await using folder = await temporaryFolder();
    const cache = new RepoCache({ id: "a/b", type: "model" }, folder.path);
    await mkdir(join(cache.folder, "refs"), { recursive: true });
    await writeFile(join(cache.folder, "refs", "main"), "../../../elsewhere");
    expect(await cache.readRef("main")).toBe(undefined);
  });
});
