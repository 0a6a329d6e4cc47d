import { join } from "node:path";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { Repository } from "./repository.ts";
import type { FileOperation } from "./types.ts";

export const author = { name: "Ada", email: "ada@example.org" };
export const add = (path: string, text: string): FileOperation => ({
  kind: "add",
  path,
  content: Buffer.from(text),
});

/** A repository in a folder of its own, with short ways to commit to it and to read it. */
export async function workshop() {
  const folder = await temporaryFolder();
  const repository = await Repository.create(join(folder.path, "r.git"));
  return {
    path: folder.path,
    repository,
    commit: (operations: FileOperation[], more: { branch?: string; parent?: string; title?: string } = {}) =>
      repository.commit({ branch: "main", title: "A commit", author, operations, ...more }),
    text: async (commit: string, path: string) =>
      await new Response(await repository.read((await repository.entry(commit, path))?.oid ?? "")).text(),
    async [Symbol.asyncDispose]() {
      await repository.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
