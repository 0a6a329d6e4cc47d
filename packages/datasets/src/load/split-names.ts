/** Words in names of files and folders, by the split that they mean. */
const words: Readonly<Record<string, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["validation", "valid", "dev", "val"],
  test: ["test", "testing", "eval", "evaluation"],
};

/**
 * Which files are of which split, by their names, as on the Hub: `data/train-00000-of-00002.parquet`, or a word such as
 * `train`, `dev`, `test` in the name of the file or of a folder. If no name has one, all are `train`; else files without
 * one are of no split.
 *
 * @param paths relative, with `/`
 */
export function splitsOfNames(paths: readonly string[]): Map<string, string[]> {
  const visible = paths.filter((path) => !path.split("/").some((name) => /^(\.|__)/.test(name)));
  for (const splitOf of [shardSplit, wordSplit]) {
    const splits = new Map<string, string[]>();
    for (const path of visible) {
      const split = splitOf(path);
      if (split !== undefined) splits.set(split, [...(splits.get(split) ?? []), path]);
    }
    if (splits.size > 0) return inUsualOrder(splits);
  }
  return new Map(visible.length > 0 ? [["train", [...visible]]] : []);
}

function shardSplit(path: string): string | undefined {
  return /(?:^|\/)data\/([\w.]+)-\d{5}-of-\d{5}[^/]*\.[^/]+$/.exec(path)?.[1];
}

/** The file's own name says more than its folder's. */
function wordSplit(path: string): string | undefined {
  for (const name of path.split("/").reverse())
    for (const [split, known] of Object.entries(words))
      if (known.some((word) => new RegExp(`(^|[-._ 0-9])${word}([-._ 0-9]|$)`, "i").test(name))) return split;
  return undefined;
}

function inUsualOrder(splits: Map<string, string[]>): Map<string, string[]> {
  const order = Object.keys(words);
  const rank = (split: string) => (order.includes(split) ? order.indexOf(split) : order.length);
  return new Map([...splits].sort(([a], [b]) => rank(a) - rank(b)));
}
