export const mode = {
  directory: "40000",
  file: "100644",
  executable: "100755",
  link: "120000",
  submodule: "160000",
};

export interface TreeItem {
  /** As git stores it, without a leading zero. */
  mode: string;
  /** Bytes of the name, each as one character: names need not be UTF-8, and are kept as they are. */
  name: string;
  oid: string;
}

/** A name of a tree as text, and back. */
export const nameToText = (name: string) => Buffer.from(name, "latin1").toString("utf8");
export const nameFromText = (text: string) => Buffer.from(text, "utf8").toString("latin1");

/** The items of a tree object: `<mode> <name>\0<20 bytes of id>` each. */
export function parseTree(content: Buffer): TreeItem[] {
  const items: TreeItem[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    items.push({
      mode: content.toString("latin1", at, space),
      name: content.toString("latin1", space + 1, end),
      oid: content.toString("hex", end + 1, end + 21),
    });
    at = end + 21;
  }
  return items;
}

/** The tree object of items in any order; git sorts by bytes, a directory as if its name ended in a slash. */
export function formatTree(items: Iterable<TreeItem>): Buffer {
  const sorted = Array.from(items, (item) => ({
    item,
    key: item.mode === mode.directory ? `${item.name}/` : item.name,
  })).sort((a, b) => (a.key < b.key ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(({ item }) => [
      Buffer.from(`${item.mode} ${item.name}\0`, "latin1"),
      Buffer.from(item.oid, "hex"),
    ]),
  );
}
