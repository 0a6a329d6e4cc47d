import { PathConflictError, PathNotFoundError } from "./errors.ts";
import { type GitObject, gitObject } from "./git-object.ts";
import type { ObjectReader } from "./object-reader.ts";
import { formatTree, mode, nameFromText, parseTree } from "./tree-format.ts";

interface Node {
  mode: string;
  /** Of what is stored; a folder that was changed has none until it is written. */
  oid: string | undefined;
  /** Of a folder, once it was looked into. */
  children?: Map<string, Node>;
}

/** A tree that is being changed. Only the folders on the way to a change are read and written, however large the rest. */
export class TreeEditor {
  readonly #reader: ObjectReader;
  readonly #root: Node;

  /** @param root id of a tree; none for an empty one */
  constructor(reader: ObjectReader, root: string | undefined) {
    this.#reader = reader;
    this.#root = { mode: mode.directory, oid: root, ...(root === undefined && { children: new Map() }) };
  }

  /** The file at a path. @throws PathNotFoundError where there is none, or a folder, link or submodule */
  async file(path: string): Promise<{ mode: string; oid: string }> {
    const { oid, mode: kind } = await this.#find(path);
    if (oid === undefined || kind === mode.directory)
      throw new PathNotFoundError(path, "not a file but a folder");
    // In another folder a link leads elsewhere, perhaps out of the repository.
    if (kind !== mode.file && kind !== mode.executable)
      throw new PathNotFoundError(path, "not a file but a link or submodule");
    return { oid, mode: kind };
  }

  /**
   * Puts a file. One that is replaced by content keeps its executable bit.
   *
   * @throws PathConflictError where a folder is, or a file is where a folder is needed
   */
  async put(path: string, oid: string, kind?: string): Promise<void> {
    const names = path.split("/").map(nameFromText);
    const last = names.pop() as string;
    let folder = this.#root;
    for (const [depth, name] of names.entries()) {
      const children = await this.#children(folder);
      let child = children.get(name);
      if (child === undefined) {
        child = { mode: mode.directory, oid: undefined, children: new Map() };
        children.set(name, child);
      }
      if (child.mode !== mode.directory) {
        throw new PathConflictError(
          "a file is where a folder is needed",
          path.split("/", depth + 1).join("/"),
        );
      }
      folder.oid = undefined;
      folder = child;
    }
    const children = await this.#children(folder);
    const present = children.get(last);
    if (present?.mode === mode.directory)
      throw new PathConflictError("a folder has the name of this file", path);
    const kept = present?.mode === mode.executable ? mode.executable : mode.file;
    children.set(last, { mode: kind ?? kept, oid });
    folder.oid = undefined;
  }

  /** Removes one file, or one folder with all that is in it. @throws PathNotFoundError */
  async remove(path: string, what: "file" | "folder"): Promise<void> {
    const { mode: kind } = await this.#find(path);
    if ((kind === mode.directory) !== (what === "folder")) {
      throw new PathNotFoundError(
        path,
        what === "file" ? "not a file but a folder" : "not a folder but a file",
      );
    }
    const names = path.split("/").map(nameFromText);
    const folders = [this.#root];
    for (const name of names.slice(0, -1)) {
      folders.push(folders.at(-1)?.children?.get(name) as Node);
    }
    // From the inside out: git knows no empty folders, so one that is left empty goes, too.
    for (const [index, folder] of [...folders.entries()].reverse()) {
      const name = names[index] as string;
      folder.oid = undefined;
      if (index === folders.length - 1 || folder.children?.get(name)?.children?.size === 0) {
        folder.children?.delete(name);
      }
    }
  }

  /** The tree objects that are new, those inside before those around them; the last one is the root. */
  write(): { root: string; trees: GitObject[] } {
    const trees: GitObject[] = [];
    const root = writeFolder(this.#root, trees);
    return { root, trees };
  }

  async #find(path: string): Promise<Node> {
    let node: Node | undefined = this.#root;
    for (const name of path.split("/").map(nameFromText)) {
      if (node?.mode !== mode.directory) throw new PathNotFoundError(path);
      node = (await this.#children(node)).get(name);
    }
    if (node === undefined) throw new PathNotFoundError(path);
    return node;
  }

  async #children(folder: Node): Promise<Map<string, Node>> {
    if (folder.children === undefined) {
      const [tree] = await this.#reader.contents([folder.oid as string]);
      if (tree === undefined) throw new Error(`the repository lacks a tree that it names: ${folder.oid}`);
      folder.children = new Map(parseTree(tree.content).map(({ name, ...item }) => [name, item]));
    }
    return folder.children;
  }
}

function writeFolder(folder: Node, trees: GitObject[]): string {
  if (folder.oid !== undefined) return folder.oid;
  const items = [];
  for (const [name, child] of folder.children as Map<string, Node>) {
    items.push({ name, mode: child.mode, oid: child.oid ?? writeFolder(child, trees) });
  }
  const tree = gitObject("tree", formatTree(items));
  trees.push(tree);
  folder.oid = tree.oid;
  return tree.oid;
}
