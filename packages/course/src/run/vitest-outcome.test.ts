import { expect, test } from "vitest";
import { vitestOutcome } from "./vitest-outcome.ts";

const result = (status: string, title = "works") => ({ status, title, fullName: `suite ${title}` });

test("tests are counted, with the reason of each skipped one", () => {
  const report = {
    testResults: [
      {
        status: "failed",
        assertionResults: [
          result("passed"),
          result("failed"),
          result("skipped", "opens a page (skipped: no Chromium)"),
          result("todo", "later"),
        ],
      },
      { status: "passed", assertionResults: [result("passed")] },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(vitestOutcome(JSON.stringify(report))).toEqual({
    passed: 2,
    failed: 2,
    skipped: ["no Chromium (suite opens a page)", "no reason given (suite later)"],
  });
});
