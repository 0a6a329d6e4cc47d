import { expect, test } from "vitest";
import { parseLlamaConfig } from "./llama-config.ts";
import { rotaryFrequencies } from "./rotary-frequencies.ts";

const frequencies = (rope_scaling: object | null) =>
  rotaryFrequencies(
    parseLlamaConfig({
      model_type: "llama",
      vocab_size: 8,
      hidden_size: 64,
      intermediate_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 1,
      max_position_embeddings: 131_072,
      rope_theta: 500_000,
      rope_scaling,
    }),
  );

test("features turn at θ^(−2i / d)", () => {
  const plain = frequencies(null);
  expect(plain).toHaveLength(32);
  expect(plain[0]).toBe(1);
  expect(plain[16]).toBeCloseTo(1 / Math.sqrt(500_000), 12);
});

test("linear scaling slows all of them down", () => {
  expect(frequencies({ rope_type: "linear", factor: 4 })).toEqual(frequencies(null).map((f) => f / 4));
});

test("llama3 keeps short waves, slows long ones down by the factor, and goes over between them", () => {
  const [low, high, context] = [1, 4, 8192];
  const plain = frequencies(null);
  const scaled = frequencies({
    rope_type: "llama3",
    factor: 8,
    low_freq_factor: low,
    high_freq_factor: high,
    original_max_position_embeddings: context,
  });
  const kinds = plain.map((frequency, i) => {
    const ratio = (scaled[i] as number) / frequency;
    const wave = (2 * Math.PI) / frequency;
    if (wave < context / high) expect(ratio).toBe(1);
    else if (wave > context / low) expect(ratio).toBeCloseTo(1 / 8, 12);
    else expect(ratio > 1 / 8 && ratio < 1).toBe(true);
    return wave < context / high ? "short" : wave > context / low ? "long" : "between";
  });
  expect(new Set(kinds)).toEqual(new Set(["short", "between", "long"]));
});
