import { expect, it } from "vitest";
import type { Check } from "./finding.ts";
import { formatFinding, type NamedFinding, runChecks } from "./run-checks.ts";

it("goes on after a check that throws, and reports it as a failure", async () => {
  const findings: NamedFinding[] = [];
  const checks: Check[] = [
    { name: "one", run: () => ({ status: "ok", text: "fine" }) },
    {
      name: "two",
      run: () => {
        throw new Error("no such file\nat line 1");
      },
    },
    { name: "three", run: async () => ({ status: "warn", text: "slow", mend: "wait" }) },
  ];
  for await (const finding of runChecks(checks)) findings.push(finding);
  expect(findings.map(({ name, status }) => [name, status])).toEqual([
    ["one", "ok"],
    ["two", "fail"],
    ["three", "warn"],
  ]);
  expect(findings[1]?.text).toBe("the check itself failed: no such file");
});

it("prints the mend on a second line", () => {
  expect(formatFinding({ name: "node", status: "ok", text: "24" })).toBe("[ok]   node: 24");
  expect(formatFinding({ name: "disk", status: "fail", text: "full", mend: "free some" })).toBe(
    "[fail] disk: full\n       free some",
  );
});
