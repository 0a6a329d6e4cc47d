import { stat } from "node:fs/promises";
import { registerCheckpoint } from "@llm-course/hub";
import { assembledFolder } from "./assembled-folder.ts";
import { type CatalogEntry, readCatalog } from "./catalog.ts";

for (const entry of readCatalog())
  for (const { id, repo, revision } of [{ id: `llm-course/${entry.name}` }, ...entry.standsInFor] as StandIns)
    registerCheckpoint({
      ...{ id, task: entry.task, ...(repo && { repo }), ...(revision && { revision }) },
      offline: {
        name: `the zoo's ${entry.name}`,
        standIn: !id.startsWith("llm-course/"),
        description: entry.summary,
        load: () => load(entry),
      },
    });

type StandIns = CatalogEntry["standsInFor"];

/** Recipes, with all that trains models, are loaded to assemble one, not to find one that is assembled. */
async function load(entry: CatalogEntry): Promise<string> {
  const { path } = await assembledFolder(entry);
  if (await stat(path).catch(() => undefined)) return path;
  const [{ ensureZooModel }, { findRecipe }] = await Promise.all([
    import("./ensure-zoo-model.ts"),
    import("./find-recipe.ts"),
  ]);
  return ensureZooModel(findRecipe(entry.name));
}
