import { createDecoder, type Decoder } from "@llm-course/generation";
import { bindWeights, elementCount, type ModelProto, storedTensor } from "@llm-course/onnx";
import { randomStream } from "../src/random.ts";
import { type Gpt2Sizes, gpt2Graph } from "./gpt2-graph.ts";

export const tinySizes: Gpt2Sizes = { vocab_size: 37, n_positions: 32, n_embd: 16, n_layer: 2, n_head: 2 };

/** The content of its `config.json`. */
export const tinyConfig = {
  ...tinySizes,
  model_type: "gpt2",
  architectures: ["GPT2LMHeadModel"],
  eos_token_id: 36,
};

/** Random weights of a GPT-2; with small biases and large positions, so that it does not repeat itself at once. */
export function randomWeights(
  parameters: ReadonlyMap<string, readonly number[]>,
  { seed = 1, scale = 0.5 } = {},
): Map<string, Float32Array<ArrayBuffer>> {
  const random = randomStream(seed, 0);
  return new Map(
    [...parameters].map(([name, shape]) => {
      const values = new Float32Array(elementCount(shape));
      const size = scale * (name === "wpe.weight" ? 3 : name.endsWith("bias") ? 0.1 : 1);
      const isNorm = /ln_.*weight/.test(name);
      for (let i = 0; i < values.length; i++) values[i] = isNorm ? 1 : size * (2 * random() - 1);
      return [name, values];
    }),
  );
}

/** The graph with its weights as constants. */
export function bound(
  sizes: Gpt2Sizes,
  weights: ReadonlyMap<string, Float32Array>,
  options = {},
): Promise<ModelProto> {
  const network = gpt2Graph(sizes, options);
  const stored = [...weights].map(
    ([name, values]) => [name, storedTensor("F32", network.parameters.get(name) ?? [], values)] as const,
  );
  return bindWeights(network, new Map(stored));
}

/** A decoder with weights as inputs. */
export async function tinyDecoder(
  config: object = tinyConfig,
  generationConfig: object = {},
): Promise<Decoder & { readonly weights: Map<string, Float32Array> }> {
  const { model, parameters } = gpt2Graph(tinySizes);
  const weights = randomWeights(parameters);
  return { ...(await createDecoder({ model, weights, config, generationConfig })), weights };
}
