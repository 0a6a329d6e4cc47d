import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as official from "@huggingface/hub";
import { expect } from "vitest";
import { collect as all } from "../running-hub.ts";
import {
  bytesOf,
  large,
  type OfficialClient,
  type Operations,
  sha256,
  status,
  text,
} from "./official-client.ts";

/** What lists and reads files. */
export function fileOperations({ running, c, newRepo }: OfficialClient): Operations {
  return {
    async listFiles() {
      const repo = await newRepo("model", {
        "a.txt": text("a"),
        "deep/er/b.bin": new Blob([large]),
        "deep/c.txt": text("c"),
      });
      const shape = (items: official.ListFileEntry[]) => items.map(({ type, path }) => `${type} ${path}`);
      expect(shape(await all(official.listFiles({ ...c, repo })))).toEqual([
        ...["file .gitattributes", "file a.txt", "directory deep"],
      ]);
      expect(shape(await all(official.listFiles({ ...c, repo, path: "deep", recursive: true })))).toEqual([
        ...["file deep/c.txt", "directory deep/er", "file deep/er/b.bin"],
      ]);
      const [file] = await all(official.listFiles({ ...c, repo, path: "deep/er", expand: true }));
      const oid = await sha256(large);
      expect(file).toMatchObject({ size: large.length, lfs: { oid, size: large.length, pointerSize: 131 } });
      expect(file?.lastCommit).toMatchObject({ title: "Add 3 files" });
      expect(await status(all(official.listFiles({ ...c, repo, path: "nowhere" })))).toBe(404);
    },

    async pathsInfo() {
      const repo = await newRepo("dataset", { "a.txt": text("abc"), "deep/b.bin": new Blob([large]) });
      const asked = ["a.txt", "deep", "deep/b.bin", "missing"];
      const infos = await official.pathsInfo({ ...c, repo, paths: asked, expand: true });
      expect(infos.map(({ path, type, size }) => [path, type, size])).toEqual([
        ["a.txt", "file", 3],
        ["deep", "directory", 0],
        ["deep/b.bin", "file", large.length],
      ]);
      expect(infos[0]?.lastCommit.date).toBeInstanceOf(Date);
      // git's own id of a blob "abc" without a newline.
      expect(infos[0]?.oid).toBe("f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
    },

    async fileExists() {
      const repo = await newRepo("model", { "a.txt": text("a") });
      expect(await official.fileExists({ ...c, repo, path: "a.txt" })).toBe(true);
      expect(await official.fileExists({ ...c, repo, path: "b.txt" })).toBe(false);
    },

    async fileDownloadInfo() {
      const repo = await newRepo("model", {
        "a.txt": text("abc"),
        "b.bin": new Blob([large]),
        "empty.txt": text(""),
      });
      const info = (path: string, raw = false) => official.fileDownloadInfo({ ...c, repo, path, raw });
      expect(await info("a.txt")).toMatchObject({
        size: 3,
        etag: '"f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"',
      });
      expect(await info("b.bin")).toMatchObject({ size: large.length, etag: `"${await sha256(large)}"` });
      expect((await info("b.bin"))?.xet).toBeUndefined();
      expect(await info("b.bin", true)).toMatchObject({ size: 131 });
      expect(await info("empty.txt")).toMatchObject({ size: 0 });
      expect(await info("missing.txt")).toBeNull();
    },

    async downloadFile() {
      const repo = await newRepo("model", {
        "a.txt": text("first"),
        "b.bin": new Blob([large]),
        "empty.txt": text(""),
      });
      const download = (path: string, more = {}) => official.downloadFile({ ...c, repo, path, ...more });
      expect(await (await download("a.txt"))?.text()).toBe("first");
      expect(await (await download("empty.txt"))?.text()).toBe("");
      expect(await bytesOf((await download("b.bin"))?.slice(1000, 2000) ?? null)).toEqual(
        large.slice(1000, 2000),
      );
      expect(await bytesOf((await download("a.txt"))?.slice(1, 3) ?? null)).toEqual(
        new TextEncoder().encode("ir"),
      );
      expect(await (await download("b.bin", { raw: true }))?.text()).toContain(
        `oid sha256:${await sha256(large)}`,
      );
      expect(await download("missing.txt")).toBeNull();
      const [newest] = await all(official.listCommits({ ...c, repo }));
      await official.uploadFile({ ...c, repo, file: { path: "a.txt", content: text("second") } });
      expect(await (await download("a.txt", { revision: newest?.oid }))?.text()).toBe("first");
      expect(await (await download("a.txt"))?.text()).toBe("second");
      expect(await status(download("a.txt", { revision: "nowhere" }))).toBe(404);
      expect(await status(download("a.txt", { accessToken: "hf_wrong" }))).toBe(401);
    },

    async downloadFileToCacheDir() {
      const repo = await newRepo("model", { "b.bin": new Blob([large]) });
      const cacheDir = join(running.folder, "cache-of-one");
      const path = await official.downloadFileToCacheDir({ ...c, repo, path: "b.bin", cacheDir });
      expect(new Uint8Array(await readFile(path))).toEqual(large);
    },

    async snapshotDownload() {
      const repo = await newRepo("dataset", { "a.txt": text("a"), "deep/b.bin": new Blob([large]) });
      const folder = await official.snapshotDownload({
        ...c,
        repo,
        cacheDir: join(running.folder, "cache-of-all"),
      });
      expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("a");
      expect(new Uint8Array(await readFile(join(folder, "deep", "b.bin")))).toEqual(large);
    },

    async parseSafetensorsMetadata() {
      const header = JSON.stringify({ weight: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] } });
      const length = new BigUint64Array([BigInt(header.length)]);
      const repo = await newRepo("model", {
        "model.safetensors": new Blob([length, header, new Float32Array(6)]),
      });
      const metadata = await official.parseSafetensorsMetadata({
        ...c,
        repo: repo.name,
        computeParametersCount: true,
      });
      expect(metadata).toMatchObject({
        sharded: false,
        parameterCount: { F32: 6 },
        header: { weight: { shape: [2, 3] } },
      });
    },
  };
}
