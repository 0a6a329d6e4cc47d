import type { LlamaConfig } from "./llama-config.ts";

/** θᵢ = base^(−2i / headDim) for each pair of features, slowed down as `rope_type` says. */
export function rotaryFrequencies({ rope_parameters: rope, head_dim: headDim }: LlamaConfig): number[] {
  const pairs = Array.from({ length: headDim / 2 }, (_, i) => rope.rope_theta ** ((-2 * i) / headDim));
  switch (rope.rope_type) {
    case "default":
      return pairs;
    case "linear":
      return pairs.map((frequency) => frequency / rope.factor);
    case "llama3":
      return pairs.map((frequency) => stretched(frequency, rope));
  }
}

type Llama3 = Extract<LlamaConfig["rope_parameters"], { rope_type: "llama3" }>;

/**
 * Llama 3.1: waves longer than the old context / low_freq_factor are slowed down by the factor, those shorter
 * than it / high_freq_factor are not, and between them the frequency goes over linearly from one to the other.
 */
function stretched(frequency: number, rope: Llama3): number {
  const turns = (rope.original_max_position_embeddings * frequency) / (2 * Math.PI);
  const share = (turns - rope.low_freq_factor) / (rope.high_freq_factor - rope.low_freq_factor);
  const kept = Math.min(Math.max(share, 0), 1);
  return kept * frequency + (1 - kept) * (frequency / rope.factor);
}
