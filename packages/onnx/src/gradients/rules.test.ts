import { describe, expect, test } from "vitest";
import { expectFiniteDifferences } from "./finite-differences.fixture.ts";
import { ruleCases } from "./rule-cases.fixture.ts";
import { rules } from "./rules.ts";

test("every rule is compared with finite differences", () => {
  expect(Object.keys(ruleCases).sort()).toEqual(Object.keys(rules).sort());
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
