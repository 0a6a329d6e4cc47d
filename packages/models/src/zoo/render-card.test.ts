import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validateCard } from "@llm-course/hub/cards";
import { expect, test } from "vitest";
import { recipes } from "../recipes/recipes.ts";
import { type Facts, packageRoot } from "./facts.ts";
import { renderCard } from "./render-card.ts";

const clean = { errors: [], warnings: [] };
const folder = join(packageRoot, "cards");

test.each(readdirSync(folder))("%s is a card that the Hub takes", (name) => {
  expect(validateCard(readFileSync(join(folder, name), "utf8"), "model")).toEqual(clean);
});

test.each(recipes)("the card that is rendered for $name is one that the Hub takes", (recipe) => {
  const facts: Facts = {
    ...{ version: 1, seed: 1, parameters: 2, bytes: 3, sha256: "0".repeat(64) },
    training: { seconds: 4, machine: "a machine" },
    scores: [{ dataset: "test: no 1", metric: "macro F1", value: 0.5, count: 6 }],
    answers: [],
  };
  expect(validateCard(renderCard(recipe, facts), "model")).toEqual(clean);
});
