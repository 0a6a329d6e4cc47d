import { z } from "zod";
import { compilerMessages, englishCompilerMessages } from "../corpora/compiler-messages.ts";
import { displayNames } from "../corpora/display-names.ts";
import { editorMessages } from "../corpora/editor-messages.ts";
import { emojiLabels } from "../corpora/emoji-labels.ts";
import { nearDuplicates } from "../corpora/near-duplicates.ts";
import { shuffle } from "../corpora/shuffle.ts";
import type { TranslationPair } from "../corpora/translation-pair.ts";
import { writtenRows } from "../corpora/written-data.ts";

export interface TranslationSplits {
  readonly train: readonly TranslationPair[];
  /** For choices of the training. */
  readonly development: readonly TranslationPair[];
  readonly test: readonly TranslationPair[];
  /** Of another origin than all the others. */
  readonly probe: readonly TranslationPair[];
}

const longest = 40;
const heldOut = 500;
const probeRow = z.object({ en: z.string(), fr: z.string() });

/**
 * Pairs of messages, labels and names. Those whose English nearly repeats, and those with one English text, are on one side
 * of the split; what nearly repeats the probe is nowhere.
 */
export async function translationSplits(): Promise<TranslationSplits> {
  const probe = (await writtenRows("translation", "probe.jsonl", probeRow)).map(plainPair);
  const compiler = await compilerMessages("fr");
  const messages = [
    ...(await editorMessages()),
    ...[...englishCompilerMessages()].map(([key, en]) => ({ en, fr: compiler.get(key) ?? en })),
  ];
  // Where a message is the same in both, it was not translated; a name may well be.
  const pairs = [
    ...messages.map(plainPair).filter(({ en, fr }) => en !== fr),
    ...[...(await emojiLabels()), ...displayNames()].map(plainPair),
  ].filter(isText);

  const group = nearDuplicates([...probe, ...pairs].map(({ en }) => en));
  const groups = new Map<number, Map<string, TranslationPair>>();
  for (const [i, pair] of pairs.entries()) {
    const key = group[probe.length + i] as number;
    if (key < probe.length) continue;
    const members = groups.get(key) ?? new Map();
    groups.set(key, members.set(`${pair.en}\n${pair.fr}`, pair));
  }
  const shuffled = shuffle([...groups.values()], 0).map((members) => [...members.values()]);
  const first = (members: readonly TranslationPair[]) => members[0] as TranslationPair;
  return {
    test: shuffled.slice(0, heldOut).map(first),
    development: shuffled.slice(heldOut, 2 * heldOut).map(first),
    train: shuffled.slice(2 * heldOut).flat(),
    probe,
  };
}

/** Plain spaces, straight quotes as the English has them, and no marks of keyboard shortcuts. */
export function plainPair(pair: TranslationPair): TranslationPair {
  const en = plain(pair.en);
  const quote = en.includes('"') ? '"' : "'";
  return { en, fr: plain(pair.fr).replaceAll(/« ?| ?»/g, quote) };
}

function plain(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll("&&", "")
    .replaceAll(/[\s\u00a0\u202f]+/g, " ")
    .trim();
}

function isText({ en, fr }: TranslationPair): boolean {
  const count = en.split(" ").length;
  const ratio = fr.length / en.length;
  const hasMarkup = /\]\(|`|https?:|<\w/.test(en);
  return /\p{L}/u.test(en) && count <= longest && ratio < 3.5 && ratio > 0.3 && !hasMarkup;
}
