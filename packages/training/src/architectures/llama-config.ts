import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();
const factor = z.number().min(1);
const rope_theta = z.number().positive();

/** How the frequencies of rotary embeddings are changed for contexts longer than those trained on. */
const ropeSchema = z.discriminatedUnion("rope_type", [
  z.object({ rope_type: z.literal("default"), rope_theta }),
  z.object({ rope_type: z.literal("linear"), rope_theta, factor }),
  z.object({
    rope_type: z.literal("llama3"),
    rope_theta,
    factor,
    low_freq_factor: z.number().positive(),
    high_freq_factor: z.number().positive(),
    original_max_position_embeddings: size,
  }),
]);

/** The fields of a Hugging Face `config.json` that a Llama is built from; others are left out. */
const llamaConfigSchema = z.object({
  model_type: z.literal("llama"),
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size,
  head_dim: size.multipleOf(2),
  hidden_act: z.literal("silu").default("silu"),
  max_position_embeddings: size,
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_parameters: ropeSchema,
  attention_dropout: probability.default(0),
  classifier_dropout: probability.nullish(),
  hidden_dropout: probability.nullish(),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
  initializer_range: z.number().positive().default(0.02),
  pretraining_tp: z.literal(1).default(1),
  ...labelFields,
});

const qwen2ConfigSchema = llamaConfigSchema
  .omit({ attention_bias: true, mlp_bias: true, pretraining_tp: true })
  .extend({ model_type: z.literal("qwen2"), use_sliding_window: z.literal(false).default(false) });

/** Which linear layers have a bias. */
export interface LlamaBiases {
  readonly queryKeyValue: boolean;
  readonly attentionOutput: boolean;
  readonly feedForward: boolean;
}

export type LlamaConfig = Omit<z.infer<typeof qwen2ConfigSchema>, "model_type" | "use_sliding_window"> & {
  readonly model_type: "llama" | "qwen2";
  readonly biases: LlamaBiases;
};

/**
 * Checks the content of the `config.json` of a Llama.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseLlamaConfig(config: unknown): LlamaConfig {
  const { attention_bias, mlp_bias, ...parsed } = parse("Llama", llamaConfigSchema, config);
  const biases = { queryKeyValue: attention_bias, attentionOutput: attention_bias, feedForward: mlp_bias };
  return { ...parsed, biases };
}

/** As `parseLlamaConfig`, of a Qwen2: a Llama whose queries, keys and values have a bias. */
export function parseQwen2Config(config: unknown): LlamaConfig {
  const biases = { queryKeyValue: true, attentionOutput: false, feedForward: false };
  return { ...parse("Qwen2", qwen2ConfigSchema, config), biases };
}

function parse<Config extends { num_attention_heads: number; num_key_value_heads: number }>(
  name: string,
  schema: z.ZodType<Config>,
  config: unknown,
): Config {
  const result = schema.safeParse(withDefaults(config), { reportInput: true });
  if (!result.success) throw new ConfigError(name, result.error);
  const { num_attention_heads: heads, num_key_value_heads: keyValueHeads } = result.data;
  if (heads % keyValueHeads !== 0)
    throw new ConfigError(
      name,
      `num_attention_heads (${heads}) must be divisible by num_key_value_heads (${keyValueHeads})`,
    );
  return result.data;
}

const derived = z.looseObject({
  hidden_size: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  rope_theta: z.number().nullish(),
  rope_scaling: z.looseObject({ type: z.string().optional() }).nullish(),
  rope_parameters: z.looseObject({}).nullish(),
});

/** Fills in what follows from other settings, and reads the older names of the rotary ones. */
function withDefaults(config: unknown): unknown {
  const { success, data } = derived.safeParse(config);
  if (!success) return config;
  const { rope_scaling, rope_parameters } = data;
  return {
    ...data,
    num_key_value_heads: data.num_key_value_heads ?? data.num_attention_heads,
    head_dim: data.head_dim ?? data.hidden_size / data.num_attention_heads,
    rope_parameters: {
      rope_type: rope_scaling?.type ?? "default",
      rope_theta: data.rope_theta ?? 10_000,
      ...rope_scaling,
      ...rope_parameters,
    },
  };
}
