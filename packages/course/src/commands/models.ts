import { buildModel, findRecipe, recipes, scoreModel, zooEntry } from "@llm-course/models/zoo";
import { reportProgress } from "@llm-course/training";
import type { Command } from "commander";
import { interrupt } from "../interrupt.ts";

/** Adds `course models`, the offline zoo. */
export function register(program: Command): void {
  const models = program.command("models").description("the models that stand in for the Hub's offline");
  models
    .command("list")
    .description("all of them, with their scores")
    .action(async () => {
      for (const recipe of recipes) console.log(await zooEntry(recipe));
    });
  models
    .command("build")
    .description("train a model anew and write its weights and card; goes on where it was interrupted")
    .argument("<name...>", "as `models list` shows it, or all")
    .option("--seed <number>", "of everything that is drawn", Number, 1)
    .action(async (names: string[], { seed }: { seed: number }) => {
      const chosen = names.includes("all") ? recipes : names.map(findRecipe);
      for (const recipe of chosen) {
        console.log(`${recipe.name}: training`);
        await buildModel(recipe, { seed, callbacks: [reportProgress()], signal: interrupt });
        console.log(await zooEntry(recipe));
      }
    });
  models
    .command("score")
    .description("measure a model again, and compare with its card")
    .argument("<name...>", "as `models list` shows it, or all")
    .action(async (names: string[]) => {
      for (const recipe of names.includes("all") ? recipes : names.map(findRecipe)) {
        for (const { now, card } of await scoreModel(recipe))
          console.log(
            `${recipe.name}, ${now.dataset}: ${now.metric} ${now.value}, in its card ${card?.value ?? "missing"}`,
          );
      }
    });
}
