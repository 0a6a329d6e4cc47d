import type { Tensor } from "@huggingface/transformers";
import type { Tensor as RuntimeTensor } from "onnxruntime-node";
import { PipelineModelError } from "../errors.ts";
import { longestInput, type PipelineConfig } from "../load/model-config.ts";
import { type EncoderInputs, encoderFeeds } from "./encoder-feeds.ts";
import { encoderWeights } from "./encoder-weights.ts";
import { type HeadMask, maskHeads } from "./mask-heads.ts";

/** What a model is for, which decides its head; those of `buildModel` of `@llm-course/training`. */
export type EncoderTask =
  | "feature-extraction"
  | "sequence-classification"
  | "token-classification"
  | "question-answering"
  | "masked-lm"
  | "causal-lm";

export interface EncoderOptions {
  /** Default: "feature-extraction", the model without a head. */
  readonly task?: EncoderTask;
  /** Gives what each head of each layer looks at. Default: false. */
  readonly outputAttentions?: boolean;
  /** Gives what each layer reads, and the last states. Default: false. */
  readonly outputHiddenStates?: boolean;
  /** Takes labels and gives the loss. Default: false. */
  readonly labels?: boolean;
}

/** What is there depends on the task and on what was asked for. */
export interface EncoderOutput {
  /** Without a head: [batch, sequence, dim]. */
  readonly last_hidden_state?: Tensor;
  /** [batch, labels], or of tokens [batch, sequence, labels or vocabulary]. */
  readonly logits?: Tensor;
  /** Of question answering: [batch, sequence]. */
  readonly start_logits?: Tensor;
  readonly end_logits?: Tensor;
  /** Of each layer what the softmax gives: [batch, heads, queries, keys]. */
  readonly attentions?: readonly Tensor[];
  /** [batch, sequence, dim] of the embeddings and after each layer. */
  readonly hidden_states?: readonly Tensor[];
  /** The mean over the labels that count. */
  readonly loss?: number;
}

export interface EncoderCallOptions {
  /** For each layer and head a factor of what the head gives, 0 to switch it off: [layers][heads]. Default: all 1. */
  readonly headMask?: HeadMask;
}

/** A model as a function of tensors. */
export interface Encoder extends AsyncDisposable {
  (inputs: EncoderInputs, options?: EncoderCallOptions): Promise<EncoderOutput>;
  readonly config: PipelineConfig;
  dispose(): Promise<void>;
}

/**
 * Loads a model whose inside can be seen: attentions and hidden states, which exported graphs do not give. The graph is built
 * anew from `config.json`, its weights are those of the folder: safetensors, or the graph that transformers.js runs, where
 * they have Hugging Face's names, as in the zoo.
 *
 * @throws PipelineModelError for a folder that holds no such model, or not the head of the task
 * @throws UnknownModelTypeError, BuildOptionsError and ConfigError of `@llm-course/training` for a model that is not built there;
 *   a call throws PipelineInputError and PipelineOptionsError
 */
export async function loadEncoder(
  folder: string,
  { task = "feature-extraction", ...asked }: EncoderOptions = {},
): Promise<Encoder> {
  const { config, network, weights } = await encoderWeights(folder, task, asked);
  const { encodeOnnx, deviceSessionOptions } = await import("@llm-course/onnx");
  const runtime = await import("onnxruntime-node");
  const transformers = await import("@huggingface/transformers");
  const session = await runtime.InferenceSession.create(encodeOnnx(network.model), {
    ...deviceSessionOptions(undefined, { fallback: true }),
    // Weights that are no constants make onnxruntime warn.
    logSeverityLevel: 3,
  });
  const names = session.inputNames.filter((name) => !network.parameters.has(name));
  const parameters = new Map(
    [...network.parameters].map(([name, shape]) => {
      const values = weights.get(name);
      if (!values) throw new PipelineModelError(`a weight is missing, ${name}`, folder);
      return [name, new runtime.Tensor("float32", values, [...shape])] as const;
    }),
  );
  const maxLength = longestInput(config, Number.POSITIVE_INFINITY);
  const call = async (inputs: EncoderInputs, { headMask }: EncoderCallOptions = {}) => {
    const masked = headMask ? maskHeads(parameters, headMask, config) : new Map<string, Float32Array>();
    const feeds: Record<string, RuntimeTensor> = Object.fromEntries(parameters);
    for (const [name, values] of masked)
      feeds[name] = new runtime.Tensor("float32", values, parameters.get(name)?.dims ?? []);
    for (const [name, { data, dims }] of encoderFeeds(inputs, names, maxLength))
      feeds[name] = new runtime.Tensor("int64", data, dims);
    const outputs = await session.run(feeds);
    return named(
      outputs,
      ({ type, data, dims }) => new transformers.Tensor(type as "float32", data, [...dims]),
    );
  };
  const dispose = () => session.release();
  return Object.assign(call, { config, dispose, [Symbol.asyncDispose]: dispose });
}

/** Outputs of layers, such as "attentions.0", as lists. */
function named(
  outputs: Readonly<Record<string, RuntimeTensor>>,
  asTensor: (tensor: RuntimeTensor) => Tensor,
): EncoderOutput {
  const lists: Record<string, Tensor[]> = {};
  const single: Record<string, Tensor | number> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    const [list, layer] = name.split(".") as [string, string?];
    if (layer !== undefined) {
      lists[list] ??= [];
      (lists[list] as Tensor[])[Number(layer)] = asTensor(tensor);
    } else single[name] = name === "loss" ? Number(tensor.data[0]) : asTensor(tensor);
  }
  return { ...single, ...lists } as EncoderOutput;
}
