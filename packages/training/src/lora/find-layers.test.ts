import { GraphBuilder } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { findLayers } from "./find-layers.ts";
import { tinyModel } from "./lora.fixture.ts";

const layersOf = (...model: Parameters<typeof tinyModel>) => findLayers(tinyModel(...model).network);
const layer = (module: string, ...model: Parameters<typeof tinyModel>) =>
  layersOf(...model).find((each) => each.module === module);

describe("the layers of our architectures", () => {
  test("linear ones have a weight of [out, in] and a bias", () => {
    expect(layer("bert.encoder.layer.1.intermediate.dense", "bert", "sequence-classification")).toMatchObject(
      {
        kind: "linear",
        weight: "bert.encoder.layer.1.intermediate.dense.weight",
        bias: "bert.encoder.layer.1.intermediate.dense.bias",
        inFeatures: 8,
        outFeatures: 12,
        isTied: false,
      },
    );
  });

  test("those without a bias end at their product", () => {
    const { bias, uses } = layer("model.layers.0.mlp.up_proj", "llama", "causal-lm") ?? {};
    expect(bias).toBeUndefined();
    expect(uses?.[0]?.output).toContain("up_proj.MatMul");
  });

  test("GPT-2's Conv1D has a weight of [in, out]", () => {
    expect(layer("transformer.h.0.attn.c_attn", "gpt2", "causal-lm")).toMatchObject({
      kind: "conv1d",
      inFeatures: 8,
      outFeatures: 24,
    });
  });

  test("embeddings say whether output embeddings are tied to them", () => {
    const tied = layer("transformer.wte", "gpt2", "causal-lm");
    expect(tied).toMatchObject({ kind: "embedding", inFeatures: 13, outFeatures: 8, isTied: true });
    expect(tied?.uses).toHaveLength(1);
    expect(layer("transformer.wpe", "gpt2", "causal-lm")?.isTied).toBe(false);
  });

  test.each(["bert", "roberta", "distilbert", "gpt2", "llama", "qwen2"])(
    "all matrices of %s are layers",
    (type) => {
      const { parameters } = tinyModel(type, "sequence-classification").network;
      const matrices = [...parameters].filter(([, shape]) => shape.length === 2);
      expect(layersOf(type, "sequence-classification")).toHaveLength(matrices.length);
    },
  );
});

describe("the layers of other graphs", () => {
  const graph = (build: (g: GraphBuilder, x: string) => string) => {
    const g = new GraphBuilder("exported");
    g.output("y", build(g, g.input("x", "float32", ["n", 2])), "float32", ["n", 3]);
    return findLayers(g.build());
  };

  test.each([
    { transB: 0, shape: [2, 3], kind: "conv1d" },
    { transB: 1, shape: [3, 2], kind: "linear" },
  ])("Gemm with transB $transB is $kind", ({ transB, shape, kind }) => {
    const [found] = graph((g, x) =>
      g.add("Gemm", [x, g.parameter("head.weight", shape), g.parameter("head.bias", [3])], { transB }),
    );
    expect(found).toMatchObject({ module: "head", kind, inFeatures: 2, outFeatures: 3, bias: "head.bias" });
  });

  test("a weight that is used twice has both uses", () => {
    const [found] = graph((g, x) => {
      const weight = g.parameter("onnx::MatMul_7", [2, 2]);
      return g.add("MatMul", [g.add("MatMul", [x, weight]), weight]);
    });
    expect(found?.module).toBe("onnx::MatMul_7");
    expect(found?.uses).toHaveLength(2);
  });

  test("matrices that are no layer are left out", () => {
    const found = graph((g, x) => g.add("Mul", [x, g.parameter("gate.weight", [1, 2])]));
    expect(found).toEqual([]);
  });
});
