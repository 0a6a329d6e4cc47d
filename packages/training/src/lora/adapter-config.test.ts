import { expect, test } from "vitest";
import { adapterConfigFile, parseAdapterConfig } from "./adapter-config.ts";
import { addLora } from "./add-lora.ts";
import { LoraConfigError } from "./errors.ts";
import { tinyModel } from "./lora.fixture.ts";

/** The keys that PEFT 0.17 writes, for a Llama with other than default settings. */
const ofPeft = {
  alpha_pattern: { "layers.0.self_attn.q_proj": 4 },
  auto_mapping: null,
  base_model_name_or_path: "org/base",
  bias: "lora_only",
  corda_config: null,
  eva_config: null,
  exclude_modules: null,
  fan_in_fan_out: false,
  inference_mode: true,
  init_lora_weights: true,
  layer_replication: null,
  layers_pattern: null,
  layers_to_transform: null,
  loftq_config: {},
  lora_alpha: 32,
  lora_bias: false,
  lora_dropout: 0.05,
  megatron_config: null,
  megatron_core: "megatron.core",
  modules_to_save: ["lm_head"],
  peft_type: "LORA",
  qalora_group_size: 16,
  r: 16,
  rank_pattern: {},
  revision: null,
  target_modules: ["v_proj", "q_proj"],
  target_parameters: null,
  task_type: "CAUSAL_LM",
  trainable_token_indices: null,
  use_dora: false,
  use_qalora: false,
  use_rslora: true,
};

test("reads PEFT's settings", () => {
  expect(parseAdapterConfig(ofPeft, "file")).toEqual({
    baseModel: "org/base",
    settings: {
      r: 16,
      loraAlpha: 32,
      loraDropout: 0.05,
      targetModules: ["v_proj", "q_proj"],
      modulesToSave: ["lm_head"],
      bias: "lora_only",
      useRslora: true,
      rankPattern: {},
      alphaPattern: { "layers.0.self_attn.q_proj": 4 },
      taskType: "CAUSAL_LM",
    },
  });
});

test("reads those of the first versions", () => {
  const file = {
    peft_type: "LORA",
    r: 8,
    lora_alpha: 16,
    target_modules: ["q_proj"],
    task_type: "CAUSAL_LM",
  };
  expect(parseAdapterConfig(file, "file").settings).toMatchObject({ r: 8, loraAlpha: 16, bias: "none" });
});

test.each([
  [{ use_dora: true }, "invalid adapter.json: unsupported settings, expected them to be off: use_dora: true"],
  [{ exclude_modules: ["lm_head"] }, 'exclude_modules: ["lm_head"]'],
  [{ init_lora_weights: "pissa" }, /init_lora_weights: .*given "pissa"/],
  [{ peft_type: "IA3" }, /peft_type: .*given "IA3"/],
  [{ r: -1 }, /r: .*given -1/],
])("refuses %o", (settings, message) => {
  const parse = () => parseAdapterConfig({ ...ofPeft, ...settings }, "adapter.json");
  expect(parse).toThrow(LoraConfigError);
  expect(parse).toThrow(message);
});

test("writes what PEFT reads, and reads it again", async () => {
  const lora = await addLora(tinyModel("gpt2", "sequence-classification").network, {
    loraAlpha: 16,
    taskType: "SEQ_CLS",
    layersToTransform: [1],
  });
  const file = adapterConfigFile(lora, "org/base");
  expect(Object.keys(file)).toEqual(Object.keys(file).sort());
  expect(file).toEqual({
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: "org/base",
    bias: "none",
    fan_in_fan_out: true,
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: [1],
    lora_alpha: 16,
    lora_dropout: 0,
    modules_to_save: ["classifier", "score"],
    peft_type: "LORA",
    r: 8,
    rank_pattern: {},
    revision: null,
    target_modules: ["c_attn"],
    task_type: "SEQ_CLS",
    use_dora: false,
    use_rslora: false,
  });
  expect(parseAdapterConfig(file, "file")).toEqual({ settings: lora.settings, baseModel: "org/base" });
});
