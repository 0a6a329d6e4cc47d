import { nearest } from "@llm-course/hub";
import { UnknownModelError } from "../errors.ts";
import { recipes } from "../recipes/recipes.ts";
import type { Recipe } from "./recipe.ts";

/** @throws UnknownModelError with the closest names */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((one) => one.name === name);
  if (recipe) return recipe;
  const names = recipes.map((one) => one.name);
  throw new UnknownModelError(name, nearest(name, names), names);
}
