import { buildModel } from "@llm-course/training";
import { expect, test } from "vitest";
import { graphPlan } from "./graph-plan.ts";
import { planDiagram } from "./plan-diagram.ts";
import { publishedConfigs } from "./published-configs.ts";

const plans = Object.values(publishedConfigs).map(({ config, task, weights }) => ({
  ...{ weights, plan: graphPlan(buildModel(config, { task })) },
}));
const [bert, gpt2, bart] = plans as [(typeof plans)[0], (typeof plans)[0], (typeof plans)[0]];

test("a plan has the weights and layers that are published, each once", () => {
  for (const { plan, weights } of plans) {
    expect(plan.weights - weights).toBe(0);
    const parts = [plan.embeddings, plan.rest, ...plan.stacks.flatMap(({ parts }) => [...parts.values()])];
    expect(parts.reduce((sum, part) => sum + part.weights, 0)).toBe(weights);
    const nodes = [...plan.operators.values()].reduce((sum, count) => sum + count, 0);
    expect(parts.reduce((sum, part) => sum + part.operators, 0)).toBe(nodes);
  }
  const layers = plans.map(({ plan }) => plan.stacks.map(({ name, layers }) => `${name}${layers}`));
  expect(layers).toEqual([["12"], ["12"], ["encoder6", "decoder6"]]);
});

test("the parts of a layer have the weights of the formula", () => {
  const parts = bert.plan.stacks[0]?.parts;
  expect(parts?.get("self-attention")?.weights).toBe(12 * 4 * (768 * 768 + 768));
  expect(parts?.get("feed-forward")?.weights).toBe(12 * (2 * 768 * 3072 + 768 + 3072));
  expect(parts?.get("norms and sums")?.weights).toBe(12 * 4 * 768);
  expect(parts?.has("cross-attention")).toBe(false);
  expect(gpt2.plan.embeddings.weights).toBe((50_257 + 1024) * 768);
  const [encoder, decoder] = bart.plan.stacks;
  expect(decoder?.parts.get("cross-attention")?.weights).toBe(encoder?.parts.get("self-attention")?.weights);
});

test("a diagram tells in words what it draws, and draws an arrow into the decoder", () => {
  const shown =
    planDiagram([
      { title: "a & b", plan: bert.plan },
      { title: "BART", plan: bart.plan },
    ])[Symbol.for("Jupyter.display")]?.() ?? {};
  expect(shown["text/plain"]).toContain("6 decoder layers (self-attention: 14.2 M");
  expect(shown["image/svg+xml"]).toContain("a &amp; b");
  expect(shown["image/svg+xml"]?.match(/<path d="M\d+,[\d.]+ V/g)).toHaveLength(1);
});
