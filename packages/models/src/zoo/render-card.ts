import { stringify } from "yaml";
import type { Facts } from "./facts.ts";
import type { Recipe, Score } from "./recipe.ts";

/** The model card of a model of the zoo: the recipe's words, and what was measured. */
export function renderCard(recipe: Recipe, facts: Facts): string {
  const { name, card, standsInFor, version, task } = recipe;
  const { seconds, machine } = facts.training;
  const ids = standsInFor.map(({ id }) => `\`${id}\``).join(", ");
  return `---
${stringify(metadata(recipe, facts)).trim()}
---

# ${name}

${card.summary}${ids === "" ? "" : `\n\nOffline it stands in for ${ids}.`}

## Data

${card.data}

## Training

${card.training}

| | |
|---|---|
| recipe | version ${version}, \`npx -y pnpm@12 models build ${name}\` |
| seed | ${facts.seed} |
| time | ${Math.round(seconds)} s, ${machine} |
| trained numbers | ${facts.parameters.toLocaleString("en")} |
| file | ${facts.bytes.toLocaleString("en")} bytes, sha256 \`${facts.sha256}\` |

## Scores

| examples | metric | score | baseline | aim | number |
|---|---|---|---|---|---|
${facts.scores.map(scoreRow).join("\n")}

## What it is not good for

${card.limits}

## What it answers

Inputs as a person would type them, for the pipeline \`${task}\`, with the answers as they came, right or wrong.

| input | answer |
|---|---|
${facts.answers.map(({ input, output }) => `| ${cell(input)} | ${cell(output)} |`).join("\n")}
`;
}

function scoreRow({ dataset, metric, value, count, baseline, bar }: Score): string {
  const aim = bar === undefined ? "" : `${bar}${reaches(metric, value, bar) ? "" : ", **missed**"}`;
  const against = baseline ? `${round(baseline.value)} (${baseline.name})` : "";
  return `| ${dataset} | ${metric} | ${round(value)} | ${against} | ${aim} | ${count} |`;
}

function reaches(metric: string, value: number, bar: number): boolean {
  return metric === "perplexity" ? value < bar : value >= bar;
}

function round(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ⏎ ");
}

/** As the Hub reads it. */
function metadata({ name, task }: Recipe, { scores }: Facts): object {
  const results = scores.map(({ dataset, metric, value }) => ({
    task: { type: task },
    dataset: { type: dataset, name: dataset },
    metrics: [{ type: metric, value: Number(value.toPrecision(6)) }],
  }));
  return {
    ...{ language: "en", license: "apache-2.0", library_name: "transformers.js", pipeline_tag: task },
    "model-index": [{ name, results }],
  };
}
