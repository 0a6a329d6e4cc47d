import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectFiniteDifferences } from "./finite-differences.fixture.ts";
import { ruleCases } from "./rule-cases.fixture.ts";
import { families, rules } from "./rules.ts";

test("every rule is compared with finite differences", () => {
  expect(Object.keys(ruleCases).sort()).toEqual(Object.keys(rules).sort());
});

test("the README lists the operators with a rule (vitest --update writes the list)", async () => {
  const path = join(import.meta.dirname, "../../README.md");
  const readme = await readFile(path, "utf8");
  const rows = Object.entries(families).map(
    ([name, rules]) => `| ${name} | ${Object.keys(rules).join(", ")} |`,
  );
  const table = ["", "| family | operators |", "|---|---|", ...rows, ""].join("\n");
  const markers = /(?<=<!-- operators -->\n)[\s\S]*(?=<!-- \/operators -->)/;
  expect(readme).toMatch(markers);
  await expect(readme.replace(markers, `${table}\n`)).toMatchFileSnapshot(path);
});

for (const [opType, cases] of Object.entries(ruleCases))
  describe(opType, () => {
    for (const [name, checked] of Object.entries(cases))
      test.each(checked.opsets ?? [17, 22])(`${name}, operator set %i`, async (opset) => {
        const model = await expectFiniteDifferences(opType, checked, opset);
        // What differentiation adds is named "gradient.…".
        expect(model.graph?.node.some((node) => node.name.startsWith(opType))).toBe(true);
      });
  });
