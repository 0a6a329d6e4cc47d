import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint } from "@llm-course/hub";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { nearDuplicates } from "../corpora/near-duplicates.ts";
import { recipes } from "../recipes/recipes.ts";
import "./register-zoo.ts";
import { ensureZooModel } from "./ensure-zoo-model.ts";
import { readFacts, zooPaths } from "./facts.ts";
import type { Recipe } from "./recipe.ts";
import { renderCard } from "./render-card.ts";
import { scoreModel } from "./score-model.ts";
import { fileHash } from "./weights-file.ts";

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "zoo-"));
  vi.stubEnv("COURSE_CACHE", cache);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

/** A hit or two of a thousand may fall otherwise on another processor. */
const tolerance = 0.01;

/** Those whose weights are in the package. */
const built: Recipe[] = [];
for (const recipe of recipes)
  if ((await readFacts(recipe.name))?.version === recipe.version) built.push(recipe);

test("all models are built", () => {
  expect(built.map(({ name }) => name)).toEqual(recipes.map(({ name }) => name));
});

test("a recipe newer than its weights says how to build it", async () => {
  const newer = { ...(recipes[0] as Recipe), version: 99 };
  await expect(ensureZooModel(newer)).rejects.toThrow(
    `build them with \`npx -y pnpm@12 models build ${newer.name}\`: ${newer.name}`,
  );
});

describe.each(built.map((recipe) => [recipe.name, recipe] as const))("%s", (name, recipe) => {
  test("has the scores of its card, computed anew from the shipped weights", async () => {
    for (const { now, card } of await scoreModel(recipe)) {
      expect(card, `${now.dataset} ${now.metric}`).toBeDefined();
      expect(now.count).toBe(card?.count);
      expect(Math.abs(now.value / (card?.value ?? Number.NaN) - 1)).toBeLessThan(tolerance);
      expect(now.baseline?.name).toBe(card?.baseline?.name);
      if (now.baseline) expect(now.baseline.value).toBeCloseTo(card?.baseline?.value ?? Number.NaN, 4);
    }
  }, 240_000);

  test("is better than its baseline on the test", async () => {
    const facts = await readFacts(name);
    for (const { dataset, metric, value, baseline } of facts?.scores ?? []) {
      if (dataset !== "test" || !baseline) continue;
      if (metric === "perplexity") expect(value).toBeLessThan(baseline.value);
      else expect(value).toBeGreaterThan(baseline.value);
    }
  });

  test("was not trained on what it is measured on, or nearly", async () => {
    const { train, heldOut } = await recipe.texts();
    expect(heldOut.length).toBeGreaterThan(0);
    const group = nearDuplicates([...train, ...heldOut]);
    const shared = heldOut.filter((_, i) => (group[train.length + i] as number) < train.length);
    expect(shared).toEqual([]);
  }, 120_000);

  test("has a card of what was measured, and twenty answers", async () => {
    const facts = await readFacts(name);
    expect(facts?.answers.length).toBeGreaterThanOrEqual(20);
    expect(facts && renderCard(recipe, facts)).toBe(await readFile(zooPaths(name).card, "utf8"));
    expect(await fileHash(zooPaths(name).weights)).toBe(facts?.sha256);
  });

  test("is what its ids give offline", async () => {
    for (const { id } of [{ id: `llm-course/${name}` }, ...recipe.standsInFor]) {
      const { path, task, standIn } = await checkpoint(id, { profile: "offline" });
      expect(task).toBe(recipe.task);
      expect(standIn).toBe(!id.startsWith("llm-course/"));
      expect((await stat(join(path, "config.json"))).isFile()).toBe(true);
    }
  });
});

test("models on one encoder share a file of its weights", async () => {
  const inodes = await Promise.all(
    ["sentiment", "part-of-speech"].map(async (name) => {
      const { path } = await checkpoint(`llm-course/${name}`, { profile: "offline" });
      return (await stat(join(path, "onnx", "model.onnx_data_1"))).ino;
    }),
  );
  expect(new Set(inodes).size).toBe(1);
});

test("all weights together are within what the repository can hold", async () => {
  const sizes = await Promise.all(built.map(async ({ name }) => (await stat(zooPaths(name).weights)).size));
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(40e6);
});
