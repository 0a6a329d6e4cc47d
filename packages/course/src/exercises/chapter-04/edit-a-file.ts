import { readFile } from "node:fs/promises";
import { createRepo, downloadFile, uploadFile } from "@llm-course/hub";
import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { commitsOf, onAHub } from "./on-a-hub.ts";
import { withQuickerColleague } from "./quicker-colleague.ts";

type Change = (text: string) => string | Promise<string>;
export type Answer = (repo: string, path: string, change: Change) => Promise<string>;

const shown = "async (repo, path, change) => commit";
const path = "notes/tides.txt";
const first = "low 04:10\n";
const [mine, theirs] = ["high 10:25\n", "low 16:40\n"];
/** Who is asked this often for one edit is asked without end. */
const tooOften = 5;

export const editAFile = defineExercise<Answer>({
  id: "4.bug",
  title: "Find the bug: an edit that undoes another",
  prompt: `
This should change a text file of a repository in which several people write, in one commit, and give the commit's full id.
\`change\` makes the new text of the old one, and may take as long as it likes.

\`\`\`ts
async function editFile(repo: string, path: string, change: (text: string) => string | Promise<string>) {
  const text = await readFile(await downloadFile({ repo, path }), "utf8");
  const content = await change(text);
  const { sha } = await repoInfo({ repo }); // so that nobody's commit is undone
  const { oid } = await createCommit({ repo, operations: [{ kind: "add", path, content }], parentCommit: sha });
  return oid;
}
\`\`\`

The cell above shows what goes wrong. Mend it; the answer is the function.

- Whatever others write stays, whenever they write it. Where somebody was quicker, \`change\` is asked again, with the text that
  there is then, until the edit goes through.
- All other errors, those of \`change\` as well, reach the caller at once, and nothing is changed.`,
  hints: [
    "`parentCommit` says: only if nothing has happened since *this* commit. Since which commit must nothing have happened here?",
    "Ask for the `sha` first, and read the file as it is in that commit: `downloadFile({ repo, path, revision: sha })`.",
    "A commit whose parent is stale throws a `StaleParentError`. Catch that one alone, and begin again with the newest commit, in a loop.",
  ],
  solution: "notebooks/solutions/04/edit-a-file.ts",
  timeLimit: 60_000,
  async check(answer) {
    mustBeFunction(answer, shown);
    await onAHub(async ({ hub, folder }) => {
      const repo = `${hub.user}/tide-notes`;
      await createRepo({ repo, private: true });
      await alone(answer, repo);
      await whileChanging(answer, repo);
      for (let place = 1; await between(answer, repo, place, folder); place++);
      await failing(answer, repo);
    });
  },
});

const call = `answer(repo, ${JSON.stringify(path)}, change)`;
const textOf = async (repo: string, cacheDir?: string) =>
  readFile(await downloadFile({ repo, path, cacheDir }), "utf8");
const write = (repo: string, content: string) => uploadFile({ repo, path, content });

async function alone(answer: Answer, repo: string): Promise<void> {
  await write(repo, first);
  const before = await commitsOf(repo);
  const asked: string[] = [];
  const change = (text: string) => {
    asked.push(text);
    return text + mine;
  };
  const given: unknown = await attempt(call, () => answer(repo, path, change));
  expectSame(asked, [first], "If nobody else writes, `change` is asked once, with the text that there is.");
  expectSame(await textOf(repo), first + mine, "On the branch main the file has what `change` made of it.");
  const after = await commitsOf(repo);
  expectSame(after.slice(1), before, "An edit is one commit more.");
  expectSame(given, after[0], `\`${call}\` gives the full id of the new commit.`);
}

/** A colleague writes while `change` is at work, the first time and the second. */
async function whileChanging(answer: Answer, repo: string): Promise<void> {
  await write(repo, first);
  const before = await commitsOf(repo);
  const asked: string[] = [];
  const edited = (times: number) => first + theirs.repeat(times);
  const change = async (text: string) => {
    if (asked.push(text) > tooOften) throw new Error("asked more often than others wrote");
    if (asked.length <= 2) await write(repo, edited(asked.length));
    return text + mine;
  };
  await attempt(`${call}, while others write`, () => answer(repo, path, change));
  const both =
    "While `change` was at work others added a line, twice. Their lines and yours should be there.";
  expectSame(await textOf(repo), edited(2) + mine, both);
  const again =
    "Each time that others were quicker `change` is asked again, with the text that there is then.";
  expectSame(asked, [0, 1, 2].map(edited), again);
  const more = (await commitsOf(repo)).length - before.length;
  expectSame(more, 3, "Two commits of others and one of yours are three more.");
}

/**
 * A colleague writes between two requests of the answer.
 *
 * @param cache the colleague's: the learner's is locked where a download is under way
 * @returns whether the answer sends so many
 */
async function between(answer: Answer, repo: string, place: number, cache: string): Promise<boolean> {
  const start = `low 04:${10 + place}\n`; // another text each time, which is in no cache
  await write(repo, start);
  const cameBetween = await withQuickerColleague(
    place,
    async () => write(repo, (await textOf(repo, cache)) + theirs),
    () => attempt(`${call}, while others write`, () => answer(repo, path, (text) => text + mine)),
  );
  const lines = (await textOf(repo)).split(/(?<=\n)/).toSorted();
  const all = `Others added a line after request ${place} of your function. All lines should be there, in any order.`;
  if (cameBetween) expectSame(lines, [start, mine, theirs].toSorted(), all);
  return cameBetween;
}

/** What is thrown by `change`, and by the Hub. */
async function failing(answer: Answer, repo: string): Promise<void> {
  await write(repo, first);
  const before = await commitsOf(repo);
  for (const [of, expected] of [
    [repo, "RangeError"],
    [`${repo}-2`, "RepositoryNotFoundError"],
  ] as const) {
    let asked = 0;
    const change = (text: string) => {
      if (++asked > tooOften) return text;
      throw new RangeError("no such tide");
    };
    const caught: unknown = await Promise.resolve(answer(of, path, change)).catch((error: unknown) => error);
    if (asked > 1)
      throw new WrongAnswer(
        "`change` threw an error and was asked again. That is only for where others were quicker.",
      );
    if (!(caught instanceof Error) || caught.name !== expected)
      throw new WrongAnswer(`A ${expected} should reach the caller; your function gives ${show(caught)}.`);
  }
  expectSame(await commitsOf(repo), before, "After an error nothing is changed.");
}
