export { recipes } from "../recipes/recipes.ts";
export { type BuildOptions, buildModel } from "./build-model.ts";
export { ensureZooModel } from "./ensure-zoo-model.ts";
export { findRecipe } from "./find-recipe.ts";
export type { Recipe, Score, StandIn, TrainContext, Weight, Weights } from "./recipe.ts";
export { scoreModel } from "./score-model.ts";
export { zooEntry } from "./zoo-entry.ts";
