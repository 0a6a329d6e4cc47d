import { DatasetDict, fromRows, loadDataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./clean-corpus.ts";

interface Mail {
  thread: number;
  body: string | null;
}
type Split = (mail: Mail, i: number) => string;

const escapes: [string, string][] = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#39;", "'"],
  ["&amp;", "&"],
];
const oneByOne = (list: [string, string][]) => (text: string) =>
  list.reduce((done, [from, to]) => done.replaceAll(from, to), text);
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
const byThread: Split = ({ thread }) => (["test", "validation"] as const)[thread % 5] ?? "train";
const firstOf = (mails: Mail[]) =>
  mails.filter((mail, i) => mails.findIndex((other) => other.body === mail.body) === i);

/** The solution on plain lists, with its parts to be exchanged. */
const mutant =
  ({
    known = (mails: Mail[]) => mails.filter(({ body }) => body !== null),
    unescaped = oneByOne(escapes),
    enough = (count: number) => count >= 5,
    first = (mails: Mail[]) => firstOf(mails),
    split = byThread,
    names = ["train", "validation", "test"],
    save = async (dict: DatasetDict, folder: string): Promise<unknown> => dict.saveToDisk(folder),
    show = (mail: Mail): object => mail,
  } = {}): Answer =>
  async (file, folder) => {
    const raw = (await (
      await loadDataset("json", { dataFiles: file, split: "train" })
    ).toRows()) as unknown as Mail[];
    const clean = known(raw).map((mail) => ({
      ...mail,
      body: mail.body === null ? null : unescaped(mail.body),
    }));
    const kept = first(clean.filter(({ body }) => enough(words(body ?? ""))));
    const all = await fromRows(kept.map(show));
    const rowsOf = (name: string) => [...kept.keys()].filter((i) => split(kept[i] as Mail, i) === name);
    const dict = new DatasetDict(
      names.map((name) => [name, all.select(rowsOf(name))] as const),
    ) as DatasetDict;
    await save(dict, folder);
    return dict.numRows;
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "keeps mails without a body",
    answer: mutant({ known: (mails) => mails, enough: (count) => count === 0 || count >= 5 }),
    says: /without a body/,
  },
  {
    name: "fails for mails without a body",
    answer: mutant({
      known: (mails) => mails.map(({ thread, body }) => ({ thread, body: (body as string).trim() })),
    }),
    says: /stopped with TypeError/,
  },
  { name: "does not replace escapes", answer: mutant({ unescaped: (text) => text }), says: /still escapes/ },
  {
    name: "replaces only the first of each",
    answer: mutant({
      unescaped: (text) => escapes.reduce((done, [from, to]) => done.replace(from, to), text),
    }),
    says: /still escapes/,
  },
  {
    name: "replaces &amp; first",
    answer: mutant({ unescaped: oneByOne(escapes.toReversed()) }),
    says: /each escape is replaced once/,
  },
  {
    name: "wants more than five words",
    answer: mutant({ enough: (count) => count > 5 }),
    says: /is missing/,
  },
  { name: "keeps doubles", answer: mutant({ first: (mails) => mails }), says: /once only/ },
  {
    name: "looks for doubles before it cleans",
    answer: mutant({
      known: (mails) => firstOf(mails.filter(({ body }) => body !== null)),
      first: (mails) => mails,
    }),
    says: /once only/,
  },
  {
    name: "keeps the last of equal ones",
    answer: mutant({ first: (mails) => firstOf(mails.toReversed()).reverse() }),
    says: /the first stays/,
  },
  {
    name: "splits by the row's number",
    answer: mutant({ split: (_, i) => (["test", "validation"] as const)[i % 5] ?? "train" }),
    says: /threads of the split/,
  },
  {
    name: "has no validation",
    answer: mutant({
      names: ["train", "test"],
      split: (mail, i) => (byThread(mail, i) === "validation" ? "train" : byThread(mail, i)),
    }),
    says: /these names/,
  },
  { name: "saves nothing", answer: mutant({ save: async () => {} }), says: /should be a saved/ },
  {
    name: "saves train only",
    answer: mutant({ save: async (dict, folder) => dict.split("train").saveToDisk(folder) }),
    says: /in `folder` is a `Dataset`/,
  },
  {
    name: "adds a column",
    answer: mutant({ show: (mail) => ({ ...mail, words: words(mail.body ?? "") }) }),
    says: /have `thread` and `body`/,
  },
];
