import * as official from "@huggingface/hub";
import { expect, vi } from "vitest";
import { collect as all } from "../running-hub.ts";
import { bytesOf, large, type OfficialClient, type Operations, status, text } from "./official-client.ts";

/** What makes commits. */
export function commitOperations({ running, c, newRepo, paths }: OfficialClient): Operations {
  return {
    async uploadFile() {
      const repo = await newRepo("model");
      const output = await official.uploadFile({
        ...c,
        repo,
        file: { path: "a/b.bin", content: new Blob([large]) },
      });
      expect(output?.commit.url).toBe(`${running.url}/${repo.name}/commit/${output?.commit.oid}`);
      expect(await bytesOf(await official.downloadFile({ ...c, repo, path: "a/b.bin" }))).toEqual(large);
      // The same content again is not sent again.
      const sent = vi.fn(fetch);
      const file = { path: "copy.bin", content: new Blob([large]) };
      await official.uploadFile({ ...c, repo, file, fetch: sent });
      expect(sent.mock.calls.filter(([, init]) => init?.method === "PUT")).toEqual([]);
      expect(await bytesOf(await official.downloadFile({ ...c, repo, path: "copy.bin" }))).toEqual(large);
    },

    async uploadFiles() {
      const files = {
        "README.md": text("# Grüße"),
        "ä ö/#1 %.txt": text("odd name"),
        "empty.txt": text(""),
        "x.bin": new Blob([large]),
      };
      for (const type of ["model", "dataset", "space"] as const) {
        const repo = await newRepo(type, files);
        expect(await paths(repo)).toEqual(expect.arrayContaining(Object.keys(files)));
        const readme = await official.downloadFile({ ...c, repo, path: "README.md" });
        expect(await readme?.text()).toBe("# Grüße");
        expect(await bytesOf(await official.downloadFile({ ...c, repo, path: "x.bin" }))).toEqual(large);
      }
    },

    async uploadFilesWithProgress() {
      const repo = await newRepo("model");
      const files = [{ path: "x.bin", content: new Blob([large]) }];
      const events = await all(official.uploadFilesWithProgress({ ...c, repo, files }));
      expect(events.at(-1)).toEqual({ event: "phase", phase: "committing" });
      expect(events).toContainEqual({
        event: "fileProgress",
        path: "x.bin",
        progress: 1,
        state: "uploading",
      });
      expect(await paths(repo)).toContain("x.bin");
    },

    async commit() {
      const repo = await newRepo("model", { "a.txt": text("0123456789"), "gone.txt": text("x") });
      const first = await official.commit({
        ...{ ...c, repo, title: "Change two", description: "Because.\n\nOf it." },
        operations: [
          { operation: "delete", path: "gone.txt" },
          {
            ...{ operation: "edit", path: "a.txt", originalContent: text("0123456789") },
            edits: [{ start: 2, end: 8, content: text("-") }],
          },
        ],
      });
      expect(await (await official.downloadFile({ ...c, repo, path: "a.txt" }))?.text()).toBe("01-89");
      expect(await paths(repo)).not.toContain("gone.txt");
      const [newest, before] = await all(official.listCommits({ ...c, repo }));
      expect(newest).toMatchObject({
        oid: first?.commit.oid,
        title: "Change two",
        message: "Because.\n\nOf it.",
      });
      const stale = official.commit({
        ...{ ...c, repo, title: "Too late", parentCommit: before?.oid ?? "" },
        operations: [{ operation: "addOrUpdate", path: "b.txt", content: text("b") }],
      });
      expect(await status(stale)).toBe(412);
      const request = { ...c, repo, title: "A pull request", isPullRequest: true, operations: [] };
      expect(await status(official.commit(request))).toBe(501);
      const unknown = { ...c, repo, title: "No such branch", branch: "nowhere", operations: [] };
      expect(await status(official.commit(unknown))).toBe(404);
    },

    async commitIter() {
      const repo = await newRepo("dataset");
      const operations = [{ operation: "addOrUpdate" as const, path: "a.txt", content: text("a") }];
      const events = await all(official.commitIter({ ...c, repo, title: "Add a", operations }));
      expect(events.map((event) => event.event === "phase" && event.phase)).toEqual(
        expect.arrayContaining(["preuploading", "uploadingLargeFiles", "committing"]),
      );
      expect(await paths(repo)).toContain("a.txt");
    },

    async deleteFile() {
      const repo = await newRepo("model", { "a.txt": text("a"), "b.txt": text("b") });
      await official.deleteFile({ ...c, repo, path: "a.txt" });
      expect(await paths(repo)).toEqual([".gitattributes", "b.txt"]);
      expect(await status(official.deleteFile({ ...c, repo, path: "a.txt" }))).toBe(404);
    },

    async deleteFiles() {
      const repo = await newRepo("model", { "a.txt": text("a"), "deep/b.txt": text("b") });
      await official.deleteFiles({ ...c, repo, paths: ["a.txt", "deep/b.txt"] });
      expect(await paths(repo)).toEqual([".gitattributes"]);
    },
  };
}
