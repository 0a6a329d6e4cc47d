import { expect, test } from "vitest";
import type { ChapterResult } from "./run-chapter.ts";
import { summaryPage } from "./summary-page.ts";

const result = (changes: Partial<ChapterResult>): ChapterResult => ({
  chapter: "01-models",
  status: "passed",
  seconds: 12.34,
  cells: 20,
  skipped: 1,
  rssMb: 400,
  timings: [],
  downloadMb: 0,
  cached: false,
  executed: true,
  problems: [],
  warnings: [],
  checks: { path: "", hash: "", checks: [] },
  ...changes,
});

test("each chapter is a row with its figures and a link to its executed notebook", () => {
  const page = summaryPage(
    [result({ cached: true }), result({ chapter: "solutions/01 b" })],
    "profile offline",
  );
  expect(page).toContain("2 passed, 0 failed");
  expect(page).toContain(`<a href="notebooks/01-models.ipynb">01-models</a>`);
  expect(page).toContain(`href="notebooks/solutions/01%20b.ipynb"`);
  expect(page).toContain("(cached)");
  for (const figure of ["12.3", "20", "1", "400", "0"])
    expect(page).toContain(`<td class="number">${figure}</td>`);
});

test("what failed says why, as text and not as HTML", () => {
  const page = summaryPage([result({ status: "failed", executed: false, problems: ["a <b> & 'c'"] })], "x");
  expect(page).toContain("0 passed, 1 failed");
  expect(page).toContain("<pre>a &lt;b&gt; &amp; 'c'</pre>");
  expect(page).not.toContain("<a href");
});

test("the page needs nothing from elsewhere", () => {
  expect(summaryPage([result({})], "x")).not.toMatch(/<(script|link|img)|https?:|@import|url\(/);
});
