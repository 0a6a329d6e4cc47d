import { describe, expect, test } from "vitest";
import type { Task } from "../architectures/architecture.ts";
import { LoraTargetError } from "./errors.ts";
import { findLayers } from "./find-layers.ts";
import { tinyModel } from "./lora.fixture.ts";
import { type LoraSettings, parseLoraConfig } from "./lora-config.ts";
import { patternValue, selectModules } from "./select-modules.ts";

function select(type: string, settings: LoraSettings, task: Task = "sequence-classification") {
  const { network } = tinyModel(type, task);
  return selectModules(findLayers(network), network.parameters, parseLoraConfig(settings), type);
}

const targets = (...given: Parameters<typeof select>) => select(...given).targets.map(({ module }) => module);

const encoder = (i: number, name: string) => `bert.encoder.layer.${i}.${name}`;

describe("targetModules", () => {
  test("default to PEFT's choice for the architecture", () => {
    expect(targets("bert", {})).toEqual([
      encoder(0, "attention.self.query"),
      encoder(0, "attention.self.value"),
      encoder(1, "attention.self.query"),
      encoder(1, "attention.self.value"),
    ]);
    expect(targets("gpt2", {})).toEqual(["transformer.h.0.attn.c_attn", "transformer.h.1.attn.c_attn"]);
    expect(select("gpt2", {}).settings.targetModules).toEqual(["c_attn"]);
  });

  test("have no default for DistilBERT, as in PEFT: the error lists what there is", () => {
    expect(() => select("distilbert", {})).toThrow(LoraTargetError);
    expect(() => select("distilbert", {})).toThrow(
      /no default target modules, name them in targetModules: distilbert \(the network has: .*q_lin/,
    );
  });

  test("are whole names or what follows a dot", () => {
    expect(targets("bert", { targetModules: ["0.attention.output.dense"] })).toEqual([
      encoder(0, "attention.output.dense"),
    ]);
    expect(targets("bert", { targetModules: [encoder(1, "output.dense")] })).toEqual([
      encoder(1, "output.dense"),
    ]);
    expect(() => select("bert", { targetModules: ["uery"] })).toThrow(LoraTargetError);
  });

  test("are a regular expression for whole names", () => {
    const expected = [encoder(0, "attention.self.key"), encoder(1, "attention.self.key")];
    expect(targets("bert", { targetModules: ".*self\\.key" })).toEqual(expected);
    expect(targets("bert", { targetModules: /.*self\.key/ })).toEqual(expected);
    expect(() => select("bert", { targetModules: "self\\.key" })).toThrow("no module matches");
  });

  test("all-linear are all but embeddings, heads that are trained whole and output embeddings", () => {
    const llama = targets("llama", { targetModules: "all-linear" }, "causal-lm");
    expect(llama).toHaveLength(2 * 7);
    const bert = select("bert", { targetModules: "all-linear", taskType: "SEQ_CLS" });
    expect(bert.targets.map(({ module }) => module)).toContain("bert.pooler.dense");
    expect(bert.targets).toHaveLength(2 * 6 + 1);
    expect(bert.settings.targetModules).toHaveLength(2 * 6 + 1);
  });

  test("may be embeddings, but no norms", () => {
    expect(targets("bert", { targetModules: ["word_embeddings"] })).toEqual([
      "bert.embeddings.word_embeddings",
    ]);
    expect(() => select("bert", { targetModules: ["LayerNorm"] })).toThrow(
      "unsupported target module, expected a linear layer or an embedding: bert.embeddings.LayerNorm",
    );
  });

  test("may be those of some layers", () => {
    const settings = { targetModules: ["query"], layersToTransform: 1 };
    expect(targets("bert", settings)).toEqual([encoder(1, "attention.self.query")]);
    expect(targets("bert", { ...settings, layersToTransform: [0, 7], layersPattern: "layer" })).toEqual([
      encoder(0, "attention.self.query"),
    ]);
    expect(() => select("bert", { ...settings, layersPattern: "h" })).toThrow("no module matches");
  });

  test("that match nothing are an error with all modules", () => {
    const settings: LoraSettings = { targetModules: ["c_attn"] };
    expect(() => select("bert", settings)).toThrow('no module matches targetModules: ["c_attn"]');
    try {
      select("bert", settings);
    } catch (error) {
      expect((error as LoraTargetError).modules).toContain("classifier");
    }
  });
});

describe("modulesToSave", () => {
  const saved = (...given: Parameters<typeof select>) => {
    const { isSaved } = select(...given);
    return [...tinyModel(given[0], given[2] ?? "sequence-classification").network.parameters.keys()].filter(
      isSaved,
    );
  };

  test("are the heads of the task, by the ends of their names, and all that is in them", () => {
    const targetModules = ["query", "q_lin"];
    const settings: LoraSettings = { targetModules, taskType: "SEQ_CLS" };
    expect(saved("bert", settings)).toEqual(["classifier.weight", "classifier.bias"]);
    expect(saved("distilbert", settings)).toEqual([
      "pre_classifier.weight",
      "pre_classifier.bias",
      "classifier.weight",
      "classifier.bias",
    ]);
    expect(saved("roberta", settings)).toContain("classifier.out_proj.bias");
    expect(saved("gpt2", { taskType: "SEQ_CLS" })).toEqual(["score.weight"]);
    expect(saved("bert", { taskType: "QUESTION_ANS" }, "question-answering")).toContain("qa_outputs.bias");
    expect(saved("bert", {})).toEqual([]);
  });

  test("join those of the task", () => {
    const { settings } = select("bert", { taskType: "SEQ_CLS", modulesToSave: ["pooler"] });
    expect(settings.modulesToSave).toEqual(["pooler", "classifier", "score"]);
    expect(saved("bert", { modulesToSave: ["pooler"] })).toEqual([
      "bert.pooler.dense.weight",
      "bert.pooler.dense.bias",
    ]);
  });

  test("never have an adapter, too", () => {
    expect(targets("bert", { targetModules: ["dense"], modulesToSave: ["pooler"] })).not.toContain(
      "bert.pooler.dense",
    );
  });

  test("that match nothing are an error", () => {
    expect(() => select("bert", { modulesToSave: ["lm_head"] })).toThrow(
      "no module to save ends with one of: lm_head",
    );
  });
});

test("values of patterns go to the modules whose end they match", () => {
  const patterns = { "layer.0.*query": 2, query: 4, "fc[12]": 6 };
  expect(patternValue(patterns, encoder(0, "attention.self.query"))).toBe(2);
  expect(patternValue(patterns, encoder(1, "attention.self.query"))).toBe(4);
  expect(patternValue(patterns, "fc2")).toBe(6);
  expect(patternValue(patterns, encoder(1, "attention.self.key"))).toBeUndefined();
});
