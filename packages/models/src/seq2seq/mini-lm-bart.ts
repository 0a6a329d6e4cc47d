import { loadModel, type ModelConfig } from "@llm-course/training";
import { ensureMiniLm } from "../ensure-mini-lm.ts";

/** Of MiniLM's six layers, the first ones: those behind them know less of which words there are. */
export const encoderLayers = 3;
const dim = 384;

/** MiniLM's first layers as the encoder of a BART, to which BERT's layers are the same. */
export function miniLmBartConfig(vocabSize: number, positions: number): ModelConfig {
  return {
    ...{ model_type: "bart", vocab_size: vocabSize, d_model: dim, max_position_embeddings: positions },
    ...{ encoder_layers: encoderLayers, encoder_attention_heads: 12, encoder_ffn_dim: 1536 },
    ...{ decoder_layers: 2, decoder_attention_heads: 6, decoder_ffn_dim: 768, dropout: 0.1 },
    ...{ pad_token_id: 0, eos_token_id: 3, decoder_start_token_id: 2 },
  };
}

/**
 * The weights of a BART's encoder and of its embeddings, from MiniLM. A BART's table of positions begins with two rows
 * that nothing reads, and has no token types: those of the first text are added to the positions.
 *
 * @param kept the id in MiniLM's vocabulary of each of the model's tokens
 */
export async function miniLmBartEncoder(
  kept: readonly number[],
  positions: number,
): Promise<Map<string, Float32Array>> {
  const { weights } = await loadModel(await ensureMiniLm(), { task: "feature-extraction" });
  const of = (name: string) => weights.get(name) as Float32Array;
  const words = of("embeddings.word_embeddings.weight");
  const shared = new Float32Array(kept.length * dim);
  for (const [i, id] of kept.entries()) shared.set(words.subarray(id * dim, (id + 1) * dim), i * dim);

  const [type, places] = [
    of("embeddings.token_type_embeddings.weight"),
    of("embeddings.position_embeddings.weight"),
  ];
  const table = new Float32Array((positions + 2) * dim);
  for (let i = 0; i < positions * dim; i++)
    table[2 * dim + i] = (places[i] as number) + (type[i % dim] as number);

  const encoder = "model.encoder";
  const result = new Map([
    ["model.shared.weight", shared],
    [`${encoder}.embed_positions.weight`, table],
    ...both(`${encoder}.layernorm_embedding`, "embeddings.LayerNorm"),
  ]);
  for (let layer = 0; layer < encoderLayers; layer++)
    for (const [name, source] of layerNames)
      for (const [to, value] of both(
        `${encoder}.layers.${layer}.${name}`,
        `encoder.layer.${layer}.${source}`,
      ))
        result.set(to, value);
  return result;

  function both(name: string, source: string): [string, Float32Array][] {
    return ["weight", "bias"].map((kind) => [`${name}.${kind}`, of(`${source}.${kind}`)]);
  }
}

const layerNames = [
  ["self_attn.q_proj", "attention.self.query"],
  ["self_attn.k_proj", "attention.self.key"],
  ["self_attn.v_proj", "attention.self.value"],
  ["self_attn.out_proj", "attention.output.dense"],
  ["self_attn_layer_norm", "attention.output.LayerNorm"],
  ["fc1", "intermediate.dense"],
  ["fc2", "output.dense"],
  ["final_layer_norm", "output.LayerNorm"],
] as const;
