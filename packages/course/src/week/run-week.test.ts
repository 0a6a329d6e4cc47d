import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chapters } from "../data/chapters.ts";
import { chapterExerciseIds } from "../data/exercise-ids.ts";
import { gitIn } from "../git/git.ts";
import { readEvents } from "../progress/read-events.ts";
import { recordEvent } from "../progress/record-event.ts";
import type { Question } from "../quiz/bank-schema.ts";
import { findQuiz } from "../quiz/find-quiz.ts";
import { commitFiles } from "./commit-files.ts";
import { runWeek } from "./run-week.ts";
import { notebookText, ScratchRepository } from "./scratch-repository.fixture.ts";

const exercises = chapters.filter(({ number }) => number === 1).flatMap(chapterExerciseIds).length;

const setup = "notebooks/00-setup.ipynb";
const copy = "work/ada/00-setup.ipynb";

let stack: DisposableStack;
let repository: ScratchRepository;
beforeEach(async () => {
  vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
  vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
  stack = new DisposableStack();
  repository = stack.use(ScratchRepository.create());
  await work(repository, "ada");
});
afterEach(() => {
  vi.unstubAllEnvs();
  stack.dispose();
});

/** What a member leaves behind after a week. */
async function work(repository: ScratchRepository, member: string): Promise<void> {
  const { root } = repository;
  const at = { member, root };
  repository.write(`work/${member}/00-setup.ipynb`, notebookText(["1 + 1"], "0.1", ["2"]));
  await recordEvent({ kind: "exercise", subject: "1.3.1", result: { correct: true } }, at);
  const { id, choices } = findQuiz("1.7").questions[0] as Question;
  const right = [...choices.keys()].filter((i) => choices[i]?.correct);
  const quiz = { question: id, choices: right, correct: true };
  await recordEvent({ kind: "quiz", subject: "1.7", result: quiz }, at);
  const exam = { score: 9, total: 10, passed: true, seed: 0 };
  await recordEvent({ kind: "exam", subject: "1", result: exam }, at);
  repository.write(`journal/2030-01-08-${member}.md`, "---\nchapters: [1]\n---\nHard.\n");
  await repository.executed(
    setup,
    ...["ada", "charles"]
      .map((name) => `work/${name}/00-setup.ipynb`)
      .filter((path) => existsSync(join(root, path))),
  );
}

const week = (number = 1, options: { dryRun?: boolean } = {}) =>
  runWeek({ number, member: "ada", ...options, root: repository.root, output: repository.output });

const committed = (tag: string) => repository.git("show", "--format=", "--name-only", tag).split("\n").sort();

it("commits and tags what belongs to the week, and leaves the rest of the work tree and the index as they are", async () => {
  repository.write("summaries/00.md", "# Setup\n");
  repository.write("summaries/02.md", "# Later\n");
  repository.write("work/ada/02-using-transformers.ipynb", notebookText(["2 + 2"], "2.1"));
  repository.write("work/ada/certificates/chapter-1.svg", "<svg/>");
  repository.write("work/ada/exams/chapter-3.ts", "// later");
  repository.write("work/eve/notes.md", "not in the team");
  repository.write("journal/2030-01-20-ada.md", "---\nchapters: [2]\n---\n");
  repository.write("journal/2030-02-20-ada.md", "---\nchapters: [0]\n---\n");
  repository.write("README.md", "Changed.\n");
  repository.git("add", "summaries/00.md", copy);
  const before = repository.git("rev-parse", "HEAD");
  const { commit, tag, message } = await week();
  const questions = chapters[1]?.sections.reduce((sum, section) => sum + (section.questions ?? 0), 0);
  expect(tag).toBe("week-1-ada");
  expect(committed("week-1-ada")).toEqual([
    ...[
      "journal/2030-01-08-ada.md",
      "journal/2030-02-20-ada.md",
      "summaries/00.md",
      "summaries/figures.json",
    ],
    ...[copy, "work/ada/certificates/chapter-1.svg", "work/ada/progress.jsonl"],
  ]);
  expect(repository.git("rev-parse", "HEAD", "week-1-ada", "HEAD~")).toBe(
    [commit, commit, before].join("\n"),
  );
  expect(repository.git("symbolic-ref", "HEAD")).toBe("refs/heads/main");
  expect(repository.git("diff", "--cached", "--name-only")).toBe("");
  expect(repository.git("status", "--porcelain", "-uall").split("\n").sort()).toEqual([
    " M README.md",
    ...["journal/2030-01-20-ada.md", "summaries/02.md", "work/ada/02-using-transformers.ipynb"].map(
      (f) => `?? ${f}`,
    ),
    ...["work/ada/exams/chapter-3.ts", "work/eve/notes.md"].map((f) => `?? ${f}`),
  ]);
  expect(repository.git("fsck", "--strict")).toBe("");
  expect(repository.git("log", "-1", "--format=%B")).toBe(message.trimEnd());
  expect(message).toBe(`Week 1: Pipelines

ada:
- chapter 0: 1 of 1 sections
- chapter 1: 1 of ${exercises} exercises, 1 of ${questions} questions (1 right), exam passed (9/10)

charles:
- nothing recorded

Organized by
- chapter 0, Setup: ada
- chapter 1, Transformer models: charles
`);
  expect(JSON.parse(readFileSync(join(repository.root, "summaries/figures.json"), "utf8"))).toEqual({
    version: 1,
    chapters: {
      "00-setup": {
        ...{ platform: "linux-x64", profile: "offline", cells: 1, checks: 1, capabilities: 1, figures: {} },
        cost: { seconds: 10, memoryMb: 200, downloadMb: 0 },
      },
    },
  });
});

it("writes nothing with dryRun, and says the same", async () => {
  const before = repository.state();
  const dry = await week(1, { dryRun: true });
  expect(repository.state()).toBe(before);
  expect(dry.commit).toBeUndefined();
  expect(dry.warnings).toEqual([
    "chapter 1 (Transformer models) has no notebook yet",
    "chapter 0 has no summary: summaries/00.md",
  ]);
  const { commit, ...rest } = await week();
  expect(rest).toEqual(dry);
});

it("tags what comes later in a week with another number, and does nothing when nothing is new", async () => {
  await week();
  const before = repository.state();
  expect(await week()).not.toHaveProperty("tag");
  expect(repository.state()).toBe(before);
  rmSync(join(repository.root, "journal/2030-01-08-ada.md"));
  expect(await week()).toMatchObject({ tag: "week-1-ada.2", files: ["journal/2030-01-08-ada.md"] });
  repository.write("journal/2030-01-09-ada.md", "More.\n");
  expect((await week()).tag).toBe("week-1-ada.3");
});

it("leaves out what cannot or should not be committed, and names it", async () => {
  const { root } = repository;
  repository.write("work/ada/demo/app.ts", "export {};\n");
  const demo = new ScratchRepository(join(root, "work/ada/demo"));
  demo.git("init", "-q");
  repository.write("work/ada/large.csv", "");
  truncateSync(join(root, "work/ada/large.csv"), 12 * 2 ** 20);
  const names = [
    /^left out, since it is a git repository of its own; move it .*: work\/ada\/demo\/$/,
    /^left out, 12 MiB, since every clone .*; push it to a Hub, .*: work\/ada\/large\.csv$/,
  ];
  if (process.platform === "linux") {
    const name = Buffer.concat([Buffer.from(join(root, "work/ada/caf")), Buffer.from([0xe9])]);
    writeFileSync(name, "Latin-1");
    names.unshift(/^left out, since its name is not UTF-8; rename it: work\/ada\/caf\uFFFD$/);
  }
  const leftOut = ({ warnings }: { warnings: string[] }) =>
    warnings.filter((warning) => warning.startsWith("left out"));
  const first = await week();
  expect(leftOut(first)).toEqual(names.map((name) => expect.stringMatching(name)));
  expect(committed("week-1-ada")).not.toContainEqual(expect.stringMatching(/demo|large|caf/));
  expect(committed("week-1-ada")).toContain(copy);
  const before = repository.state();
  const second = await week();
  expect(second).not.toHaveProperty("tag");
  expect(leftOut(second)).toHaveLength(names.length);
  expect(repository.state()).toBe(before);
});

it("commits all the same what one member has not finished, and names it", async () => {
  repository.write("work/charles/00-setup.ipynb", notebookText(["1 + ", "2"]));
  repository.write("work/charles/00-setup.0.1.ipynb", "{}");
  const { warnings } = await week();
  expect(warnings).toEqual([
    expect.stringContaining("has no notebook yet"),
    expect.stringContaining("has no summary"),
    "charles has copies that did not execute since they changed, and are committed as they are; npx -y pnpm@12 course run work/charles/00-setup.0.1.ipynb work/charles/00-setup.ipynb",
    expect.stringMatching(/^work\/charles\/00-setup\.0\.1\.ipynb:1: a notebook expected/),
  ]);
  expect(committed("week-1-ada")).toEqual(expect.arrayContaining([copy, "work/charles/00-setup.ipynb"]));
});

it("finds nothing new in what was staged and taken back, or is as it was", async () => {
  await week();
  repository.write("work/ada/draft.md", "A draft.\n");
  repository.git("add", "work/ada/draft.md");
  rmSync(join(repository.root, "work/ada/draft.md"));
  const head = repository.git("rev-parse", "HEAD");
  expect(await week(1, { dryRun: true })).not.toHaveProperty("tag");
  expect(await week()).not.toHaveProperty("tag");
  // Git still has it, and the file is there, but not in git's index.
  repository.git("rm", "-q", "--cached", copy);
  expect(await week()).not.toHaveProperty("tag");
  expect(repository.git("rev-parse", "HEAD")).toBe(head);
  expect(repository.git("tag", "--list")).toBe("week-1-ada");
});

it("names members' commits since the week before", async () => {
  await week();
  await repository.executed(setup, copy, "notebooks/02-using-transformers.ipynb");
  for (const [name, i] of [
    ["charles", 1],
    ["charles", 2],
    ["eve", 3],
  ] as const) {
    repository.write("summaries/02.md", `Version ${i}\n`);
    repository.git("add", "summaries");
    repository.git(
      "-c",
      `user.name=${name}`,
      "-c",
      `user.email=${name}@Example.org`,
      "commit",
      "-qm",
      `Step ${i}`,
    );
  }
  const { message } = await week(2, { dryRun: true });
  expect(message).toContain("charles:\n- nothing recorded\n- 2 commits\n  - Step 2\n  - Step 1\n");
  expect(message).not.toContain("Step 3");
});

const refusals: [string, RegExp, (repository: ScratchRepository) => unknown, number?][] = [
  ["a week that is not in the plan", /has the weeks 1 to 2, one of them expected: 9$/, () => {}, 9],
  [
    "other files that are staged",
    /only files of week 1 may be staged; .*: README\.md$/,
    (repository) => {
      repository.write("README.md", "Changed.\n");
      repository.git("add", "README.md");
    },
  ],
  [
    "a notebook that did not execute",
    /did not execute since they changed; first: .* run notebooks\/00-setup\.ipynb$/,
    (repository) => repository.executed(copy),
  ],
  [
    "a conflict in a notebook",
    /^work\/ada\/00-setup\.ipynb:2: a merge conflict/,
    (repository) => repository.write(copy, "{\n<<<<<<< HEAD\n}"),
  ],
  [
    "a broken plan",
    /^course\.config\.yaml:1: /,
    (repository) => repository.write("course.config.yaml", "weeks: ["),
  ],
  [
    "broken progress",
    /^work\/ada\/progress\.jsonl:1: JSON expected/,
    (repository) => repository.write("work/ada/progress.jsonl", "{\n"),
  ],
  [
    "figures of another version",
    /^summaries\/figures\.json:1: figures of version 1 expected/,
    (repository) => repository.write("summaries/figures.json", '{"version":2}'),
  ],
  [
    "another git at work",
    /another git is at work here, .*: \.git\/index\.lock$/,
    (repository) => repository.write(".git/index.lock", ""),
  ],
  [
    "a committer without an address",
    /git commit-tree: .*user\.email/i,
    (repository) => {
      repository.git("config", "user.useConfigOnly", "true");
      repository.git("config", "--unset", "user.email");
    },
  ],
];

it.each(refusals)("refuses %s, and changes nothing", async (_, message, prepare, number) => {
  await prepare(repository);
  const before = repository.state();
  await expect(week(number)).rejects.toThrow(message);
  expect(repository.state()).toBe(before);
});

it("refuses while a merge is in progress, and names the conflict", async () => {
  await week();
  repository.git("switch", "-qc", "other", "HEAD~");
  repository.write(copy, notebookText(["1 + 3"]));
  repository.git("add", copy);
  repository.git("commit", "-qm", "Other");
  expect(() => repository.git("merge", "main")).toThrow();
  const before = repository.state();
  await expect(week()).rejects.toThrow(
    /^a merge is in progress, with a conflict in work\/ada\/00-setup\.ipynb; .* course doctor .*git merge --abort$/,
  );
  repository.git("checkout", "--ours", copy);
  await expect(week()).rejects.toThrow("a merge is in progress");
  repository.git("merge", "--abort");
  expect(before).not.toBe(repository.state());
});

it("changes nothing when somebody else committed meanwhile, or when the tag was made", async () => {
  const git = gitIn(repository.root);
  const head = repository.git("rev-parse", "HEAD");
  const options = { git, head, message: "Week 1\n", tag: "week-1" };
  repository.git("tag", "week-1");
  const before = repository.state();
  await expect(commitFiles([copy], options)).rejects.toThrow("update-ref");
  expect(repository.state()).toBe(before);
  repository.git("commit", "-q", "--allow-empty", "-m", "Meanwhile");
  const later = repository.state();
  await expect(commitFiles([copy], { ...options, tag: "week-2" })).rejects.toThrow("update-ref");
  expect(repository.state()).toBe(later);
});

it("stands where only git's index cannot be put right, and says what to do", async () => {
  const git = gitIn(repository.root);
  const head = repository.git("rev-parse", "HEAD");
  const locked: typeof git = async (args, options) => {
    if (args[0] === "update-index" && !options?.index) repository.write(".git/index.lock", "");
    return git(args, options);
  };
  const committed = await commitFiles([copy], { git: locked, head, message: "Week 1\n", tag: "week-1" });
  const commit = committed?.commit;
  expect(repository.git("rev-parse", "HEAD", "week-1")).toBe([commit, commit].join("\n"));
  expect(committed?.warning).toMatch(/the week is committed.*git reset -q \(.*index\.lock/);
  rmSync(join(repository.root, ".git/index.lock"));
  repository.git("reset", "-q");
  expect(repository.git("diff", "--cached", "--name-only")).toBe("");
  expect(repository.git("status", "--porcelain", "--", copy)).toBe("");
});

it("merges two members' histories without loss", async () => {
  const charles = stack.use(repository.clone("charles"));
  await week();
  await work(charles, "charles");
  const other = { number: 1, member: "charles", root: charles.root, output: charles.output };
  expect((await runWeek(other)).tag).toBe("week-1-charles");
  // Both also worked on ada's machine once, so that the same file changed on both sides.
  for (const [side, subject] of [
    [charles, "1.3.2"],
    [repository, "1.3.3"],
  ] as const)
    await recordEvent(
      { kind: "exercise", subject, result: { correct: true } },
      { member: "ada", root: side.root },
    );
  for (const side of [charles, repository]) {
    side.git("add", "work");
    side.git("commit", "-qm", "On ada's machine");
  }
  // The figures are the same on both machines.
  charles.git("pull", "-q", "--no-rebase", "--no-edit", "--tags", "origin", "main");
  expect(charles.git("tag", "--list")).toBe("week-1-ada\nweek-1-charles");
  repository.git("fetch", "-q", "--tags", charles.root);
  expect(repository.git("tag", "--list")).toBe("week-1-ada\nweek-1-charles");
  const events = await readEvents({ root: charles.root });
  const subjects = (member: string) =>
    events
      .filter((event) => event.member === member)
      .map(({ subject }) => subject)
      .sort();
  expect(subjects("ada")).toEqual(["1", "1.3.1", "1.3.2", "1.3.3", "1.7"]);
  expect(subjects("charles")).toEqual(["1", "1.3.1", "1.7"]);
  await charles.executed(setup, copy, "work/charles/00-setup.ipynb");
  charles.write("summaries/00.md", "# Setup\n");
  const { message, tag } = await runWeek(other);
  expect(tag).toBe("week-1-charles.2");
  expect(message).toContain(`ada:\n- chapter 0: 1 of 1 sections\n- chapter 1: 3 of ${exercises} exercises`);
  expect(message).toContain(
    `charles:\n- chapter 0: 1 of 1 sections\n- chapter 1: 1 of ${exercises} exercises`,
  );
});
