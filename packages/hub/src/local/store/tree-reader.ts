import { checkPath } from "./check-path.ts";
import { PathNotFoundError, UnknownRevisionError } from "./errors.ts";
import { maxPointerBytes, parseLfsPointer } from "./lfs-pointer.ts";
import type { ObjectReader } from "./object-reader.ts";
import { mode, nameToText, parseTree, type TreeItem } from "./tree-format.ts";
import type { TreeEntry } from "./types.ts";

type BlobFacts = Pick<TreeEntry, "size" | "lfs">;

/** Blobs whose size is remembered; they never change. */
const maxRemembered = 100_000;
/** Objects asked for at a time, so that a large tree does not hold up what others ask. */
const batchSize = 1000;

/** Lists the trees of one repository. */
export class TreeReader {
  readonly #objects: ObjectReader;
  readonly #blobs = new Map<string, BlobFacts>();

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** @throws UnknownRevisionError, PathNotFoundError, InvalidPathError */
  async list(commit: string, path: string, recursive: boolean): Promise<TreeEntry[]> {
    const [tree] = await this.#objects.info([
      path === "" ? `${commit}^{tree}` : `${commit}:${checkPath(path)}`,
    ]);
    if (tree?.type !== "tree") {
      const [found] = await this.#objects.info([`${commit}^{tree}`]);
      if (found === undefined) throw new UnknownRevisionError(commit);
      throw tree ? new PathNotFoundError(path, "not a folder but a file") : new PathNotFoundError(path);
    }
    const items = await this.#items(tree.oid, path === "" ? "" : `${path}/`, recursive);
    await this.#learn(items.filter(({ mode: kind }) => kind !== mode.directory).map(({ oid }) => oid));
    return items.map(({ mode: kind, path, oid }) =>
      kind === mode.directory
        ? { path, type: "directory", oid, size: 0 }
        : { path, type: "file", oid, ...(this.#blobs.get(oid) ?? { size: 0 }) },
    );
  }

  /** @throws InvalidPathError */
  async entry(commit: string, path: string): Promise<TreeEntry | undefined> {
    const [found] = await this.#objects.info([`${commit}:${checkPath(path)}`]);
    if (found === undefined) return undefined;
    const { oid, type, size } = found;
    if (type === "tree") return { path, type: "directory", oid, size: 0 };
    if (size >= maxPointerBytes) return { path, type: "file", oid, size };
    await this.#learn([oid]);
    return { path, type: "file", oid, ...(this.#blobs.get(oid) ?? { size }) };
  }

  /** The LFS objects that blobs point to, for those that are pointers. */
  async pointers(blobs: string[]): Promise<string[]> {
    await this.#learn(blobs);
    return blobs.flatMap((oid) => this.#blobs.get(oid)?.lfs?.oid ?? []);
  }

  /** What is in a tree, in git's order, folders before what is in them. Submodules have nothing here to show. */
  async #items(tree: string, prefix: string, recursive: boolean): Promise<(TreeItem & { path: string })[]> {
    const [object] = await this.#objects.contents([tree]);
    if (object === undefined) throw new Error(`the repository lacks a tree that it names: ${tree}`);
    const items = parseTree(object.content)
      .filter(({ mode: kind }) => kind !== mode.submodule)
      .map((item) => ({ ...item, path: prefix + nameToText(item.name) }));
    if (!recursive) return items;
    const nested = await Promise.all(
      items.map(async (item) =>
        item.mode === mode.directory
          ? [item, ...(await this.#items(item.oid, `${item.path}/`, true))]
          : [item],
      ),
    );
    return nested.flat();
  }

  async #learn(blobs: string[]): Promise<void> {
    const unknown = [...new Set(blobs.filter((oid) => !this.#blobs.has(oid)))];
    if (this.#blobs.size + unknown.length > maxRemembered) {
      this.#blobs.clear();
      unknown.splice(0, unknown.length, ...new Set(blobs));
    }
    for (let at = 0; at < unknown.length; at += batchSize) {
      const infos = await this.#objects.info(unknown.slice(at, at + batchSize));
      const small: string[] = [];
      for (const info of infos) {
        if (info === undefined) continue;
        this.#blobs.set(info.oid, { size: info.size });
        if (info.size < maxPointerBytes) small.push(info.oid);
      }
      for (const object of await this.#objects.contents(small)) {
        const pointer = object && parseLfsPointer(object.content);
        if (pointer) {
          this.#blobs.set(object.oid, { size: pointer.size, lfs: { ...pointer, pointerSize: object.size } });
        }
      }
    }
  }
}
