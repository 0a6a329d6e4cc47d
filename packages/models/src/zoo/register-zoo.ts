import { registerCheckpoint } from "@llm-course/hub";
import { recipes } from "../recipes/recipes.ts";
import { ensureZooModel } from "./ensure-zoo-model.ts";

for (const recipe of recipes)
  for (const { id, repo, revision } of [
    { id: `llm-course/${recipe.name}` },
    ...recipe.standsInFor,
  ] as StandIns)
    registerCheckpoint({
      ...{ id, task: recipe.task, ...(repo && { repo }), ...(revision && { revision }) },
      offline: {
        name: `the zoo's ${recipe.name}`,
        standIn: !id.startsWith("llm-course/"),
        description: recipe.card.summary,
        load: () => ensureZooModel(recipe),
      },
    });

type StandIns = readonly (typeof recipes)[number]["standsInFor"][number][];
