import { expect, test } from "vitest";
import { testedCapabilities } from "./tested-capabilities.ts";

test("an id counts when tests that name it passed and none failed", () => {
  const tests = (...rows: [status: string, title: string][]) => ({
    assertionResults: rows.map(([status, title]) => ({ status, title })),
  });
  const json = JSON.stringify({
    testResults: [
      tests(
        ["passed", "b [C13-03]"],
        ["passed", "two [C13-02] [C13-01]"],
        ["passed", "C13-09 without brackets"],
      ),
      tests(["failed", "c [C13-03]"], ["pending", "d [C13-04]"], ["passed", "e [C13-01]"]),
    ],
  });
  expect(testedCapabilities(json)).toEqual(["C13-01", "C13-02"]);
});
