import { checkPath } from "../store/check-path.ts";
import { InvalidPathError } from "../store/errors.ts";
import type { ObjectReader } from "../store/object-reader.ts";
import { mode, nameFromText, nameToText, parseTree, type TreeItem } from "../store/tree-format.ts";
import { checkLink, maxLinkBytes } from "./check-link.ts";
import { PushRefusedError } from "./push-refused-error.ts";

/** Files of one commit. A few kilobytes of trees that name each other can stand for more than any disk holds. */
const maxFiles = 1_000_000;
const maxPathBytes = 1024;

/** What has to hold for a tree wherever it is, so that no tree is read twice however often it is named. */
interface Measures {
  files: number;
  /** Bytes of the longest path in it. */
  longest: number;
  /** Folders above it that its links lead up to. */
  up: number;
}

/** Checks the names, links and size of whole trees. */
export class TreeChecker {
  readonly #objects: ObjectReader;
  readonly #known = new Map<string, Measures>();
  /** The blobs of `.gitmodules` files of the trees that were checked. */
  readonly submodules = new Set<string>();

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** @param tree id of a commit's tree. @throws PushRefusedError */
  async check(tree: string): Promise<void> {
    const { files, longest, up } = await this.#measure(tree, "");
    if (files > maxFiles) throw new PushRefusedError(`a commit may have at most ${maxFiles} files: ${files}`);
    if (longest > maxPathBytes)
      throw new PushRefusedError(`a path may have at most ${maxPathBytes} bytes: ${longest}`);
    if (up > 0)
      throw new PushRefusedError(
        "a symbolic link leads out of the repository; remove it, or let it lead to a file of it",
      );
  }

  async #measure(tree: string, prefix: string): Promise<Measures> {
    const known = this.#known.get(tree);
    if (known) return known;
    const [object] = await this.#objects.contents([tree]);
    if (object?.type !== "tree") throw new Error(`the pushed objects lack a tree: ${tree}`);
    const measures: Measures = { files: 0, longest: 0, up: 0 };
    for (const item of parseTree(object.content)) {
      const path = prefix + checkedName(prefix, item);
      const bytes = item.name.length;
      if (item.mode === mode.directory) {
        const inner = await this.#measure(item.oid, `${path}/`);
        measures.files += inner.files;
        measures.longest = Math.max(measures.longest, bytes + 1 + inner.longest);
        measures.up = Math.max(measures.up, inner.up - 1);
      } else {
        measures.files += 1;
        measures.longest = Math.max(measures.longest, bytes);
        if (item.mode === mode.link) measures.up = Math.max(measures.up, await this.#link(path, item.oid));
        if (path.toLowerCase() === ".gitmodules") this.submodules.add(item.oid);
      }
    }
    this.#known.set(tree, measures);
    return measures;
  }

  async #link(path: string, blob: string): Promise<number> {
    const [info] = await this.#objects.info([blob]);
    const [object] = (info?.size ?? 0) > maxLinkBytes ? [] : await this.#objects.contents([blob]);
    if (!object)
      throw new PushRefusedError(
        `the target of a symbolic link may have at most ${maxLinkBytes} bytes: ${JSON.stringify(path)}`,
      );
    const up = checkLink(path, object.content.toString());
    const depth = path.split("/").length - 1;
    if (up > depth)
      throw new PushRefusedError(
        `a symbolic link leads out of the repository; remove it, or let it lead to a file of it: ${JSON.stringify(path)}`,
      );
    return up;
  }
}

const modes = /^(?:40000|120000|160000|100[67][0-7]{2})$/;

/** The path up to an item is checked, too, so that nothing is nested deeper than a path can be long. */
function checkedName(prefix: string, { name, mode: kind }: TreeItem): string {
  const text = nameToText(name);
  if (text.includes("/") || nameFromText(text) !== name)
    throw new PushRefusedError(`expected a file name in UTF-8: ${JSON.stringify(prefix + text)}`);
  if (!modes.test(kind))
    throw new PushRefusedError(
      `expected a file, folder, link or submodule: ${JSON.stringify(prefix + text)}`,
    );
  try {
    checkPath(prefix + text);
  } catch (error) {
    if (!(error instanceof InvalidPathError)) throw error;
    throw new PushRefusedError(error.message, { cause: error });
  }
  return text;
}
