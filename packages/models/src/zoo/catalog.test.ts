import { join } from "node:path";
import { expect, test } from "vitest";
import { recipes } from "../recipes/recipes.ts";
import { packageRoot } from "./facts.ts";

test("the catalog is what the recipes say; if it is not, vitest run PATH --update=all writes it", async () => {
  const entries = recipes.map(({ name, version, task, standsInFor, card: { summary } }) => ({
    ...{ name, version, task, summary, standsInFor },
  }));
  await expect(`${JSON.stringify(entries, null, 2)}\n`).toMatchFileSnapshot(
    join(packageRoot, "zoo", "catalog.json"),
  );
});
