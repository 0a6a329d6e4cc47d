import { deviceSessionOptions, encodeOnnx, type ModelProto } from "@llm-course/onnx";
import { InferenceSession } from "onnxruntime-node";
import { type DecoderConfig, parseDecoderConfig } from "./decoder-config.ts";
import { decoderGraph } from "./decoder-graph.ts";
import { Decoding } from "./decoding.ts";

/** A language model that `generate` continues prompts with. */
export interface Decoder extends DecoderConfig, AsyncDisposable {
  readonly vocabSize: number;
  /** Begins with a batch of prompts, see `Decoding`. */
  readonly start: (prompts: readonly (readonly number[])[], padTokenId: number) => Decoding;
}

export interface DecoderSource {
  /** A graph with the inputs and outputs transformers.js knows, or the path of an .onnx file with one. */
  readonly model: ModelProto | string;
  /**
   * Values of the weights that are inputs of the graph, by name. They are read where they are at every step, never
   * copied: what training changes in them, the next token knows. Default: none, all weights are in the graph.
   */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** The content of `config.json`; spread that of `generation_config.json` after it, where there is one. */
  readonly config: unknown;
}

/**
 * Opens a decoder graph on the device chosen for the run.
 *
 * @throws DecoderConfigError for a setting of the wrong type
 * @throws DecoderGraphError for a graph that is no decoder with a cache
 * @throws MissingWeightError or WeightMismatchError for an input without a fitting weight
 */
export async function createDecoder({ model, weights = new Map(), config }: DecoderSource): Promise<Decoder> {
  const parsed = parseDecoderConfig(config);
  // On a GPU the ids, integers of a few bytes, stay on the CPU. Weights that are no constants make onnxruntime warn.
  const options = { ...deviceSessionOptions(undefined, { fallback: true }), logSeverityLevel: 3 as const };
  const session =
    typeof model === "string"
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(encodeOnnx(model), options);
  try {
    const graph = decoderGraph(session, weights);
    return {
      ...parsed,
      vocabSize: graph.vocabSize,
      start: (prompts, padTokenId) => new Decoding(graph, prompts, padTokenId),
      [Symbol.asyncDispose]: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}
