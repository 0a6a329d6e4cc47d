import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatasetDict, loadFromDisk } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";

interface Mail {
  thread: number;
  body: string | null;
}

export type Answer = (file: string, folder: string) => Promise<Record<string, number>>;

const body = (thread: number, note = "") => `Mail number ${thread} of the list${note}`;
const mails: readonly Mail[] = [
  ...[3, 4, 5, 6, 7, 8, 9, 10, 11].map((thread) => ({ thread, body: body(thread) })),
  { thread: 12, body: null },
  { thread: 13, body: "if a &lt; b &amp;&amp; b &gt; c it works" },
  { thread: 14, body: "write &amp;lt; for a less sign &quot;always&quot; here" },
  { thread: 16, body: "one two three four" },
  { thread: 17, body: "one two three four five" },
  { thread: 18, body: "a &amp; b &amp; c" },
  { thread: 19, body: "   spaces   do  not   make words  " },
  { thread: 20, body: body(3) },
  { thread: 21, body: "Tom &amp; Jerry run again and again" },
  { thread: 22, body: "Tom & Jerry run again and again" },
  { thread: 3, body: body(3, ", answered") },
  { thread: 5, body: body(5, ", answered") },
  { thread: 5, body: body(5, ", answered") },
  { thread: 10, body: body(10, ", answered twice") },
  { thread: 11, body: body(11, ", answered") },
  { thread: 13, body: "it isn&#39;t as easy as that" },
];

const unescaped = (text: string) =>
  text.replace(
    /&(lt|gt|quot|amp|#39);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" })[name] ?? "",
  );
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;

/** All of it with plain lists. */
function expected(): Record<string, { thread: number; body: string }[]> {
  const clean = mails.flatMap(({ thread, body }) =>
    body === null ? [] : [{ thread, body: unescaped(body) }],
  );
  const long = clean.filter(({ body }) => words(body) >= 5);
  const kept = long.filter(({ body }, i) => long.findIndex((other) => other.body === body) === i);
  const of = (test: (rest: number) => boolean) => kept.filter(({ thread }) => test(thread % 5));
  return {
    train: of((rest) => rest > 1),
    validation: of((rest) => rest === 1),
    test: of((rest) => rest === 0),
  };
}

export const cleanCorpus = defineExercise<Answer>({
  id: "5.practical",
  title: "From a raw file to a clean dataset",
  prompt: `Take all of the chapter together. Write \`prepare(file, folder)\`: \`file\` is a jsonl file of mails, rows \`{ thread, body }\`. In
this order:

1. Mails without a body (\`null\`) go.
2. In the others HTML's escapes become characters: \`&lt; &gt; &quot; &#39; &amp;\` are \`< > " ' &\`. Each is replaced **once**:
   \`&amp;lt;\` becomes \`&lt;\`.
3. Mails of fewer than 5 words go (words are what stands between white space).
4. Of mails with the same body the first stays.
5. Three splits, **by thread**, so that no thread is in two of them: those whose number is divisible by 5 are \`test\`, those with a
   rest of 1 are \`validation\`, all others \`train\`. Rows keep their order, and the columns \`thread\` and \`body\`.

Save them as a \`DatasetDict\` with \`saveToDisk(folder)\`, and give the numbers of rows, as in
\`{ train: 12, validation: 3, test: 4 }\`.`,
  hints: [
    '`loadDataset("json", { dataFiles: file, split: "train" })`, then `filter`, `map`, `filter`.',
    "One pass replaces each escape once: `body.replace(/&(lt|gt|quot|#39|amp);/g, (escape) => …)`. Five passes do it, too, with `&amp;` last.",
    "A `Set` of what has come so far makes a filter that keeps the first of equal bodies.",
    "`new DatasetDict({ train, validation, test })` has `saveToDisk` and `numRows`.",
  ],
  solution: "notebooks/solutions/05/clean-corpus.ts",
  async check(answer) {
    mustBeFunction(answer, "async (file, folder) => ({ train, validation, test })");
    await using place = await mkdtempDisposable(join(tmpdir(), "exercise-5-practical-"));
    const [file, folder] = [join(place.path, "mails.jsonl"), join(place.path, "clean")];
    await writeFile(file, mails.map((mail) => `${JSON.stringify(mail)}\n`).join(""));
    const counts = await attempt("answer(file, folder)", () => answer(file, folder));
    const saved = await loadFromDisk(folder).catch((error: Error) => {
      throw new WrongAnswer(
        `There should be a saved \`DatasetDict\` in \`folder\` now; loading it says: ${error.message}`,
      );
    });
    if (!(saved instanceof DatasetDict))
      throw new WrongAnswer("Save a `DatasetDict`, with its three splits; in `folder` is a `Dataset`.");
    expectSame([...saved.keys()].sort(), ["test", "train", "validation"], "The splits have these names.");
    const right = expected();
    const given: Record<string, Mail[]> = {};
    for (const name of Object.keys(right))
      given[name] = (await saved.split(name).toRows()) as unknown as Mail[];
    const all = Object.values(given).flat();
    const bodies = new Set(all.map(({ body }) => body));

    if (bodies.has(null)) throw new WrongAnswer("A mail without a body is still there.");
    const escaped = all.find(({ body }) =>
      /&(lt|gt|quot|#39|amp);/.test(body?.replace("write &lt; for", "") ?? ""),
    );
    if (escaped) throw new WrongAnswer(`There are still escapes, in ${JSON.stringify(escaped.body)}.`);
    if (![...bodies].some((each) => each?.includes("write &lt; for")))
      throw new WrongAnswer(
        "`write &amp;lt; for …` should have become `write &lt; for …`: each escape is replaced once.",
      );
    for (const { body } of all)
      if (words(body ?? "") < 5) throw new WrongAnswer(`${JSON.stringify(body)} has fewer than 5 words.`);
    const wanted = Object.values(right).flat();
    const missing = wanted.find(({ body }) => !bodies.has(body));
    if (missing)
      throw new WrongAnswer(
        `${JSON.stringify(missing.body)} is missing: it has ${words(missing.body)} words, and its thread is ${missing.thread}. Bodies are counted and compared when they are clean.`,
      );
    if (all.length > wanted.length)
      throw new WrongAnswer(
        `There are ${all.length} mails, ${wanted.length} is right: the same clean body may come once only, in all splits together.`,
      );
    for (const [name, rows] of Object.entries(right)) {
      const threads = (mails: readonly Mail[]) => mails.map(({ thread }) => thread);
      expectSame(
        threads(given[name] ?? []),
        threads(rows),
        `The threads of the split \`${name}\`, in the order of the file; of equal bodies the first stays.`,
      );
      expectSame(given[name], rows, `The rows of \`${name}\` have \`thread\` and \`body\`.`);
    }
    expectSame(
      counts,
      Object.fromEntries(Object.entries(right).map(([name, rows]) => [name, rows.length])),
      "The numbers of rows of each split.",
    );
  },
});
