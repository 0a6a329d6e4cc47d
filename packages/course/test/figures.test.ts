import { existsSync } from "node:fs";
import { join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { describe, expect, test } from "vitest";
import { chapters } from "../src/data/chapters.ts";
import { namedFigures } from "../src/figures/named-figures.ts";
import { printedFigures } from "../src/figures/printed-figures.ts";
import { readFigures } from "../src/figures/read-figures.ts";
import { buildReport } from "../src/report/build-report.ts";
import { defaultOutput, projectRoot } from "../src/run/project.ts";

const withNotebook = chapters.filter(({ slug }) =>
  existsSync(join(projectRoot, "notebooks", `${slug}.ipynb`)),
);

describe.each(withNotebook)("chapter $number", ({ slug }) => {
  test("each figure that a cell names is in what it printed", async () => {
    const notebook = await readNotebook(join(projectRoot, "notebooks", `${slug}.ipynb`));
    expect(printedFigures(notebook).problems).toEqual([]);
  });

  test("the recorded figures are those of the stored outputs", async () => {
    const notebook = await readNotebook(join(projectRoot, "notebooks", `${slug}.ipynb`));
    expect((await readFigures(projectRoot))[slug]?.figures).toEqual(namedFigures(notebook));
  });
});

test("each figure and picture of the summaries and the report is there", async () => {
  const { warnings } = await buildReport({ root: projectRoot, output: defaultOutput });
  expect(warnings).toEqual([]);
});
