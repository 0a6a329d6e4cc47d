import { expect, test } from "vitest";
import { checkYaml } from "./check-yaml.ts";

const check = (content: string) => checkYaml(content, "model");

test("a card's YAML is valid, missing, or wrong at a line of the card", async () => {
  expect(await check("---\nlicense: mit\ntags: [a]\n---\n# Hi")).toEqual({ errors: [], warnings: [] });
  expect(await check("# Hi")).toMatchObject({
    errors: [],
    warnings: [{ message: expect.stringContaining("no metadata") }],
  });
  expect((await check("---\nlicense: mit\ntags: [a\n---\n")).errors[0]).toMatchObject({
    line: expect.any(Number),
  });
  expect((await check("---\nlicense: mit\nlicense: gpl\n---\n")).errors).toMatchObject([{ line: 3 }]);
  expect((await check("---\n- a\n- b\n---\n")).errors).toMatchObject([
    { message: expect.stringContaining("names with values") },
  ]);
  expect((await check("---\njust text\n---\n")).errors).toHaveLength(1);
});
