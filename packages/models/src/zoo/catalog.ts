import { readFileSync } from "node:fs";
import { z } from "zod";

const schema = z.array(
  z.strictObject({
    name: z.string(),
    version: z.int().positive(),
    task: z.string(),
    summary: z.string(),
    standsInFor: z.array(
      z.strictObject({ id: z.string(), repo: z.string().optional(), revision: z.string().optional() }),
    ),
  }),
);

/** What is known of a model of the zoo without its recipe, which brings along everything that trains it. */
export type CatalogEntry = z.infer<typeof schema>[number];

/** `zoo/catalog.json`, which a test holds to the recipes, and `vitest run PATH --update=all` writes anew. */
export function readCatalog(): CatalogEntry[] {
  return schema.parse(JSON.parse(readFileSync(new URL("../../zoo/catalog.json", import.meta.url), "utf8")));
}
