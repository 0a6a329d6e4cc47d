import { z } from "zod";
import { brownSentences } from "../corpora/brown-sentences.ts";
import { mailSubjects, type TitledText } from "../corpora/mail-subjects.ts";
import { nearDuplicates } from "../corpora/near-duplicates.ts";
import { plainText } from "../corpora/plain-text.ts";
import { shuffle } from "../corpora/shuffle.ts";
import { writtenRows } from "../corpora/written-data.ts";

export interface TitleSplits {
  readonly train: readonly TitledText[];
  readonly development: readonly TitledText[];
  readonly test: readonly TitledText[];
  /** Of another origin than all the others. */
  readonly probe: readonly TitledText[];
}

const sizes = { test: 250, development: 100 };
const row = z.object({ text: z.string(), title: z.string() });

/**
 * Mails with their subjects, and for training also paragraphs of the Brown corpus with the headings above them. A thread is on
 * one side of the split, and so are mails that nearly repeat each other; what nearly repeats the probe is nowhere.
 */
export async function titleSplits(): Promise<TitleSplits> {
  const probe = await writtenRows("summaries", "probe.jsonl", row);
  const mails = shuffle(await mailSubjects(), 0);
  const group = nearDuplicates([...probe, ...mails].map(({ text }) => text));
  const alone = mails.filter((_, i) => group[probe.length + i] === probe.length + i);
  const heldOut = sizes.test + sizes.development;
  return {
    test: alone.slice(0, sizes.test),
    development: alone.slice(sizes.test, heldOut),
    train: [...alone.slice(heldOut), ...(await headedParagraphs())],
    probe,
  };
}

/** Headings of the Brown corpus, whose words its tags mark, and the three sentences below each. */
async function headedParagraphs(): Promise<TitledText[]> {
  const sentences = await brownSentences();
  const isHeading = sentences.map(({ brownTags, words }) => {
    const marked = brownTags.filter((tag) => tag.includes("-hl")).length;
    return marked >= 2 && words.every((word, i) => brownTags[i]?.includes("-hl") || !/\w/.test(word));
  });
  return sentences.flatMap(({ words, id }, i) => {
    const text = id.split(":")[0];
    const below = sentences.slice(i + 1, i + 4);
    const isApart =
      isHeading[i] && below.every((next, k) => !isHeading[i + 1 + k] && next.id.startsWith(`${text}:`));
    const title = plainText(words)
      .replace(/[.:;]+$/, "")
      .trim();
    const isWords = title.split(" ").length >= 2 && title.split(" ").length <= 12 && !/\d|Sec\b/.test(title);
    return isApart && isWords ? [{ title, text: plainText(below.flatMap((next) => next.words)) }] : [];
  });
}
