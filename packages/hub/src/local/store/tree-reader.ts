import { checkPath } from "./check-path.ts";
import { PathNotFoundError, TreeTooLargeError, UnknownRevisionError } from "./errors.ts";
import { maxPointerBytes, parseLfsPointer } from "./lfs-pointer.ts";
import type { ObjectReader } from "./object-reader.ts";
import { mode, nameToText, parseTree, type TreeItem } from "./tree-format.ts";
import type { TreeEntry } from "./types.ts";

type BlobFacts = Pick<TreeEntry, "size" | "lfs">;
type Item = Pick<TreeEntry, "type" | "path" | "oid">;

/** Blobs whose facts are remembered; they never change. */
const maxRemembered = 100_000;
/** Objects asked for at a time, so that a large tree does not hold up what others ask. */
const batchSize = 1000;
/** What one listing gives at most. */
const maxEntries = 200_000;

/** Lists the trees of one repository. */
export class TreeReader {
  readonly #objects: ObjectReader;
  readonly #remembered = new Map<string, BlobFacts>();

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** @throws UnknownRevisionError, PathNotFoundError, InvalidPathError, TreeTooLargeError */
  async list(commit: string, path: string, recursive: boolean): Promise<TreeEntry[]> {
    const root = `${commit}^{tree}`;
    const [tree] = await this.#objects.info([path === "" ? root : `${commit}:${checkPath(path)}`]);
    if (tree === undefined) {
      const [found] = await this.#objects.info([root]);
      throw found ? new PathNotFoundError(path) : new UnknownRevisionError(commit);
    }
    if (tree.type !== "tree") throw new PathNotFoundError(path, "not a folder but a file");
    const trees = await this.#load(tree.oid, path, recursive);
    const items: Item[] = [];
    // In git's order, folders before what is in them.
    const add = (oid: string, prefix: string) => {
      for (const item of trees.get(oid) ?? []) {
        if (items.length === maxEntries) throw new TreeTooLargeError(maxEntries, path);
        const type = item.mode === mode.directory ? "directory" : "file";
        const itemPath = prefix + nameToText(item.name);
        items.push({ path: itemPath, type, oid: item.oid });
        if (recursive && type === "directory") add(item.oid, `${itemPath}/`);
      }
    };
    add(tree.oid, path === "" ? "" : `${path}/`);
    const facts = await this.#facts(items.filter(({ type }) => type === "file").map(({ oid }) => oid));
    return items.map((item) => ({ ...item, ...(facts.get(item.oid) ?? { size: 0 }) }));
  }

  /** @throws InvalidPathError */
  async entry(commit: string, path: string): Promise<TreeEntry | undefined> {
    const [found] = await this.#objects.info([`${commit}:${checkPath(path)}`]);
    if (found === undefined) return undefined;
    const { oid, type, size } = found;
    if (type === "tree") return { path, type: "directory", oid, size: 0 };
    if (type !== "blob") return undefined;
    const facts = size < maxPointerBytes ? (await this.#facts([oid])).get(oid) : undefined;
    return { path, type: "file", oid, ...(facts ?? { size }) };
  }

  /** The LFS objects that blobs point to, for those that are pointers. */
  async pointers(blobs: string[]): Promise<string[]> {
    return [...(await this.#facts(blobs)).values()].flatMap(({ lfs }) => lfs?.oid ?? []);
  }

  /** A tree and, with `recursive`, those below it, each once however often it is used. Without submodules. */
  async #load(root: string, path: string, recursive: boolean): Promise<Map<string, TreeItem[]>> {
    const trees = new Map<string, TreeItem[]>();
    const found = new Set([root]);
    let count = 0;
    for (const waiting = [root]; waiting.length > 0; ) {
      const batch = waiting.splice(0, batchSize);
      for (const [index, object] of (await this.#objects.contents(batch)).entries()) {
        const oid = batch[index] as string;
        if (object === undefined) throw new Error(`the repository lacks a tree that it names: ${oid}`);
        const items = parseTree(object.content).filter((item) => item.mode !== mode.submodule);
        count += items.length;
        if (count > maxEntries) throw new TreeTooLargeError(maxEntries, path);
        trees.set(oid, items);
        for (const item of recursive ? items : []) {
          if (item.mode !== mode.directory || found.has(item.oid)) continue;
          found.add(item.oid);
          waiting.push(item.oid);
        }
      }
    }
    return trees;
  }

  async #facts(blobs: string[]): Promise<Map<string, BlobFacts>> {
    const facts = new Map<string, BlobFacts>();
    const unknown = new Set<string>();
    for (const oid of blobs) {
      const known = this.#remembered.get(oid);
      if (known) facts.set(oid, known);
      else unknown.add(oid);
    }
    const oids = [...unknown];
    for (let at = 0; at < oids.length; at += batchSize) {
      for (const [oid, found] of await this.#ask(oids.slice(at, at + batchSize))) facts.set(oid, found);
    }
    if (this.#remembered.size + unknown.size > maxRemembered) this.#remembered.clear();
    for (const oid of oids.slice(0, maxRemembered)) {
      const found = facts.get(oid);
      if (found) this.#remembered.set(oid, found);
    }
    return facts;
  }

  async #ask(blobs: string[]): Promise<Map<string, BlobFacts>> {
    const facts = new Map<string, BlobFacts>();
    const small: string[] = [];
    for (const info of await this.#objects.info(blobs)) {
      if (info === undefined) continue;
      facts.set(info.oid, { size: info.size });
      if (info.size < maxPointerBytes) small.push(info.oid);
    }
    for (const object of await this.#objects.contents(small)) {
      const pointer = object && parseLfsPointer(object.content);
      if (pointer)
        facts.set(object.oid, { size: pointer.size, lfs: { ...pointer, pointerSize: object.size } });
    }
    return facts;
  }
}
