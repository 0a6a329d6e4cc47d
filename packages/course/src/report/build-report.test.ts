import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Block, textOf } from "@llm-course/report";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordEvent } from "../progress/record-event.ts";
import { findQuiz } from "../quiz/find-quiz.ts";
import { buildReport } from "./build-report.ts";

const plan = `members:
  - name: ada
    fullName: Ada Lovelace
weeks:
  - from: 2030-01-07
    to: 2030-01-13
    chapters: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
organizers: {}
`;

const cell = (id: string, source: string, outputs: object[]) => ({
  cell_type: "code",
  ...{ id, source, outputs, metadata: { course: { section: "0.1" } }, execution_count: 1 },
});
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>`;
const picture = {
  output_type: "display_data",
  data: { "image/svg+xml": svg, "text/plain": "p" },
  metadata: {},
};
const notebook = (metadata: object = {}) =>
  JSON.stringify({
    cells: [cell("loss", "0.25", []), cell("curve", "plot()", [picture])],
    metadata,
    ...{ nbformat: 4, nbformat_minor: 5 },
  });
const ran = {
  course: {
    platform: "linux-x64",
    node: "v24",
    profile: "offline",
    cost: { seconds: 5, memoryMb: 100, downloadMb: 0 },
  },
};

const figures = (loss: number) =>
  JSON.stringify({
    version: 1,
    chapters: {
      "00-setup": {
        ...{ platform: "linux-x64", profile: "offline", cost: { seconds: 5, memoryMb: 100, downloadMb: 0 } },
        ...{ cells: 2, checks: 1, capabilities: 1, figures: { loss, "other.f1": 0.5 } },
      },
    },
  });

const summary = `---
chapter: 0
title: Setup
notebook: notebooks/00-setup.ipynb
sections: ["0.1"]
results:
  - label: Loss
    figure: loss .3
    against: half of it, {{other.f1}}
pictures:
  - cell: curve
    caption: A curve
---

# Chapter 0

## The loss (0.1)

The loss is {{loss .2}}.

## Else
`;

const reportText = `---
title: Report
date: 2030-02-03
---

# Summary

All of it.

# How we worked

In turns.

# What did not work

A loss of {{00-setup/loss}}, and the card says {{card:sentiment/accuracy .1%}}.

# Next time

Earlier.
`;

let root: string;
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "report-"));
  put("course.config.yaml", plan);
  put("notebooks/00-setup.ipynb", notebook(ran));
  put("summaries/00.md", summary);
  put("summaries/figures.json", figures(0.25));
  put("report/report.md", reportText);
  put(
    "packages/models/cards/sentiment.md",
    "---\nmodel-index:\n  - name: sentiment\n    results:\n      - task: { type: text-classification }\n        metrics: [{ type: accuracy, value: 0.864 }]\n---\n",
  );
});

afterEach(() => rmSync(root, { recursive: true }));

const build = () => buildReport({ root, output: join(root, "out") });

/** All of a report's text, a line for each block. */
const textOfAll = (blocks: readonly Block[]): string =>
  blocks
    .map((block): string => {
      if (block.type === "heading") return `${"#".repeat(block.level)} ${textOf(block.content)}`;
      if (block.type === "paragraph") return textOf(block.content);
      if (block.type === "list") return block.items.map(textOfAll).join("\n");
      if (block.type === "table")
        return [block.head, ...block.rows].map((row) => row.map(textOf).join(" | ")).join("\n");
      return block.type;
    })
    .join("\n");

test("the team's text stands around what was measured, learned, done and proved", async () => {
  const { report, warnings } = await build();
  expect(warnings).toEqual([]);
  expect(report).toMatchObject({
    title: "Report",
    date: "2030-02-03",
    language: "en",
    authors: ["Ada Lovelace"],
  });
  const text = textOfAll(report.blocks);
  const order = [
    "# Summary",
    "# How we worked",
    "# Who did what",
    "# What ran",
    "# What was proved",
    "# Results",
  ];
  const rest = ["# What we learned", "## 0 Setup", "# What did not work", "# Next time"];
  const places = [...order, ...rest].map((part) => text.indexOf(part));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(text).toContain("0 Setup | executed | 2 | 1 | 1 | 5 | 100");
  expect(text).toContain("0 | Loss | 0.250 | half of it, 0.5");
  expect(text).toContain("The loss is 0.25.\npicture\n### Else");
  expect(JSON.stringify(report.blocks)).toContain('"Figure 1."');
  expect(text).toContain("cells with assertions proved 1 of them");
  expect(text).toContain("A loss of 0.25, and the card says 86.4\u202f%.");
  expect(text).toContain("7 Classical NLP tasks: no notebook yet");
  expect(report.blocks.filter(({ type }) => type === "picture")).toMatchObject([{ svg, alt: "A curve" }]);
});

test("a figure that is measured anew is another one in the report", async () => {
  put("summaries/figures.json", figures(0.125));
  const text = textOfAll((await build()).report.blocks);
  expect(text).toContain("The loss is 0.13.");
  expect(text).toContain("0 | Loss | 0.125");
  expect(text).toContain("A loss of 0.125,");
});

test("quiz scores, exams and learning curves are members' own", async () => {
  const [question] = findQuiz("0.1").questions;
  const right = question?.choices.flatMap(({ correct }, i) => (correct ? [i] : [])) ?? [];
  const answer = (choices: number[]) => ({ question: question?.id ?? "", choices, correct: true });
  const ada = { member: "ada", root };
  expect(textOfAll((await build()).report.blocks)).not.toContain("Quizzes |");
  await recordEvent({ kind: "quiz", subject: "0.1", result: answer(right) }, ada);
  const exam = { score: 9, total: 10, passed: true, seed: "1" };
  await recordEvent({ kind: "exam", subject: "0", result: exam }, ada);
  const { report } = await build();
  const text = textOfAll(report.blocks);
  expect(text).toMatch(
    /Quizzes \| Questions \| Ada Lovelace: right, of answered\n0 Setup \| \d+ \| 1 of 1\n/,
  );
  expect(text).toContain("Ada Lovelace | 0 Setup | 9 of 10 | passed");
  const curve = report.blocks.find(
    (block) => block.type === "picture" && block.alt.startsWith("Questions right"),
  );
  expect(JSON.stringify(curve)).toContain("1 questions right, 0 exercises solved");
});

test("each figure leads to the cell that it comes from", async () => {
  expect(JSON.stringify((await build()).report.blocks)).toContain('"href":"00-setup.html#cell-loss"');
});

describe("what is missing is marked, and said with file and line", () => {
  test("figures", async () => {
    put("summaries/00.md", summary.replace("{{loss .2}}", "{{none .2}}"));
    const { report, warnings } = await build();
    expect(warnings).toEqual(["summaries/00.md:19: no such figure: none"]);
    expect(textOfAll(report.blocks)).toContain("The loss is missing figure: none.");
  });

  test("a chapter that never ran", async () => {
    rmSync(join(root, "summaries/figures.json"));
    put("notebooks/00-setup.ipynb", notebook());
    const text = textOfAll((await build()).report.blocks);
    expect(text).toContain("0 Setup: never executed");
    expect(text).toContain("This chapter's notebook: never executed.");
  });

  test("a picture", async () => {
    put("summaries/00.md", summary.replace("cell: curve", "cell: gone"));
    const { report, warnings } = await build();
    expect(warnings).toEqual(["summaries/00.md:11: no picture in the notebook's cell: gone"]);
    expect(textOfAll(report.blocks)).toContain("missing picture of the cell gone A curve");
  });

  test("HTML in a summary", async () => {
    put("summaries/00.md", `${summary}\n<script>alert(1)</script>\n`);
    const { report, warnings } = await build();
    expect(warnings).toEqual([
      "summaries/00.md:23: left out, Markdown without HTML and images expected: <script>alert(1)</script>",
    ]);
    expect(JSON.stringify(report.blocks)).not.toContain("script");
  });
});

test.each([
  [
    "a summary without front matter",
    "summaries/00.md",
    "# A",
    /^summaries\/00\.md:1: front matter .* expected/,
  ],
  [
    "a summary of another chapter",
    "summaries/00.md",
    summary.replace("chapter: 0", "chapter: 3"),
    /^summaries\/00\.md:1: the summary of chapter 0 expected, it says: 3$/,
  ],
  [
    "front matter with a wrong value",
    "summaries/00.md",
    summary.replace("chapter: 0", "chapter: none"),
    /^summaries\/00\.md:2: .*the number of the chapter expected: "?none/,
  ],
  [
    "front matter that is no YAML",
    "summaries/00.md",
    summary.replace("title: Setup", "title: ["),
    /^summaries\/00\.md:\d+: /,
  ],
  [
    "a report that says nothing of what did not work",
    "report/report.md",
    reportText.replace("# What did not work", "# Else"),
    /^report\/report\.md:1: a section with text expected: # What did not work$/,
  ],
  [
    "an empty section",
    "report/report.md",
    reportText.replace("All of it.", ""),
    /^report\/report\.md:6: a section with text expected: # Summary$/,
  ],
  [
    "a report that begins without a heading",
    "report/report.md",
    reportText.replace("# Summary", ""),
    /^report\/report\.md:5: a heading/,
  ],
  [
    "figures that are none",
    "summaries/figures.json",
    "{}",
    /^summaries\/figures\.json:1: figures of version 1 expected/,
  ],
])("%s is an error of one line", async (_, path, text, message) => {
  put(path, text);
  await expect(build()).rejects.toThrow(message);
});
