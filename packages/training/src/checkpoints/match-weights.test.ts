import { storedTensor } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { matchWeights } from "./match-weights.ts";

const f32 = (...shape: number[]) =>
  storedTensor("F32", shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
const shapes = (names: Record<string, number[]>) => new Map(Object.entries(names));
const checkpoint = (names: Record<string, number[]>) =>
  new Map(Object.entries(names).map(([name, shape]) => [name, f32(...shape)]));

const base = { "embeddings.weight": [4, 2], "LayerNorm.weight": [2], "LayerNorm.bias": [2] };
const withHead = {
  "bert.embeddings.weight": [4, 2],
  "bert.LayerNorm.weight": [2],
  "bert.LayerNorm.bias": [2],
  "classifier.weight": [3, 2],
};
const none: ReadonlyMap<string, string> = new Map();
const names = (parameters: Record<string, number[]>, tied = none) => ({
  parameters: shapes(parameters),
  baseModelPrefix: "bert",
  tied,
});

describe("prefix of the base model", () => {
  test("is added where the checkpoint is a base model's; the head is missing, the base is not", () => {
    const { found, report, missingInBase } = matchWeights(checkpoint(base), names(withHead));
    expect([...found.keys()]).toEqual([
      "bert.embeddings.weight",
      "bert.LayerNorm.weight",
      "bert.LayerNorm.bias",
    ]);
    expect(report).toEqual({ missing: ["classifier.weight"], unexpected: [], mismatched: [] });
    expect(missingInBase).toEqual([]);
  });

  test("is removed where the model is a base model; the head is unexpected", () => {
    const { found, report } = matchWeights(checkpoint(withHead), names(base));
    expect([...found.keys()]).toEqual(Object.keys(base));
    expect(report).toEqual({ missing: [], unexpected: ["classifier.weight"], mismatched: [] });
  });

  test("another head is exchanged", () => {
    const other = { ...withHead, "cls.predictions.bias": [4] };
    const { report } = matchWeights(checkpoint(other), names(withHead));
    expect(report.unexpected).toEqual(["cls.predictions.bias"]);
  });
});

test("gamma and beta are weight and bias", () => {
  const old = checkpoint({ "embeddings.weight": [4, 2], "LayerNorm.gamma": [2], "LayerNorm.beta": [2] });
  const { found, report } = matchWeights(old, names(base));
  expect(found.get("LayerNorm.weight")).toBe(old.get("LayerNorm.gamma"));
  expect(found.get("LayerNorm.bias")).toBe(old.get("LayerNorm.beta"));
  expect(report).toEqual({ missing: [], unexpected: [], mismatched: [] });
});

describe("a tied weight", () => {
  const tied = new Map([["decoder.weight", "bert.embeddings.weight"]]);
  const model = names({ "bert.embeddings.weight": [4, 2] }, tied);

  test("stored twice is taken under its own name, whatever comes first", () => {
    const twice = checkpoint({ "decoder.weight": [4, 2], "bert.embeddings.weight": [4, 2] });
    const { found, report } = matchWeights(twice, model);
    expect(found.get("bert.embeddings.weight")).toBe(twice.get("bert.embeddings.weight"));
    expect(report.unexpected).toEqual([]);
  });

  test("stored under the other name only is found", () => {
    const other = checkpoint({ "decoder.weight": [4, 2] });
    expect(matchWeights(other, model).found.get("bert.embeddings.weight")).toBe(other.get("decoder.weight"));
  });
});

test("what no task needs is not reported", () => {
  const extra = checkpoint({
    ...base,
    "cls.seq_relationship.weight": [2, 2],
    "pooler.dense.weight": [2, 2],
    "embeddings.position_ids": [1, 4],
    "h.0.attn.masked_bias": [],
    "layers.0.self_attn.rotary_emb.inv_freq": [2],
  });
  expect(matchWeights(extra, names(base)).report.unexpected).toEqual([]);
});

test("a missing pooler may be new, a missing layer may not", () => {
  const model = names({ ...withHead, "bert.pooler.dense.weight": [2, 2], "bert.layer.0.weight": [2] });
  const { report, missingInBase } = matchWeights(checkpoint(withHead), model);
  expect(report.missing).toEqual(["bert.pooler.dense.weight", "bert.layer.0.weight"]);
  expect(missingInBase).toEqual(["bert.layer.0.weight"]);
});

test("other shapes and integers are mismatched, not found", () => {
  const given = checkpoint({ ...withHead, "classifier.weight": [2, 2] });
  given.set("bert.LayerNorm.bias", storedTensor("I64", [2], new BigInt64Array(2)));
  const { found, report } = matchWeights(given, names(withHead));
  expect([...found.keys()]).toEqual(["bert.embeddings.weight", "bert.LayerNorm.weight"]);
  expect(report.mismatched).toEqual([
    { parameter: "bert.LayerNorm.bias", expected: "F32 [2]", given: "I64 [2]" },
    { parameter: "classifier.weight", expected: "F32 [3, 2]", given: "F32 [2, 2]" },
  ]);
});
