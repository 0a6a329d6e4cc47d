import type { ModelProto } from "@llm-course/onnx";
import type { InferenceSession } from "onnxruntime-node";
import type { LanguageModel } from "../language-model.ts";
import { parseModelConfig } from "../options/model-config.ts";
import { CrossDecoding } from "./cross-decoding.ts";
import { encoderDecoderGraph } from "./encoder-decoder-graph.ts";
import { openSession } from "./open-session.ts";

/** An encoder and a decoder that `generate` answers inputs with. */
export interface EncoderDecoder extends LanguageModel {
  readonly isEncoderDecoder: true;
}

export interface EncoderDecoderSource {
  /** The graph in `encoder_model.onnx`, or its path: input ids and attention mask to `last_hidden_state`. */
  readonly encoder: ModelProto | string;
  /**
   * The graph in `decoder_model_merged.onnx`, or its path, with the inputs and outputs that transformers.js knows. One
   * that keeps no keys and values of the encoder's states, and computes them at every step, will do.
   */
  readonly decoder: ModelProto | string;
  /** Values of the weights that are inputs of the graphs, as of a decoder. Default: none, all are in the graphs. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** The content of `config.json`. */
  readonly config: unknown;
  /**
   * The content of `generation_config.json`: the options that hold unless `generate` is given others. Of older models
   * the content of `config.json`, which has them. Default: none.
   */
  readonly generationConfig?: unknown;
}

/**
 * Opens the graphs of an encoder-decoder on the device chosen for the run.
 *
 * @throws as `createDecoder` does
 */
export async function createEncoderDecoder({
  encoder,
  decoder,
  weights = new Map(),
  config,
  generationConfig = {},
}: EncoderDecoderSource): Promise<EncoderDecoder> {
  const parsed = parseModelConfig(config, generationConfig);
  const sessions: InferenceSession[] = [];
  const release = async () => {
    for (const session of sessions) await session.release();
  };
  try {
    const encoderSession = await openSession(encoder);
    sessions.push(encoderSession);
    const decoderSession = await openSession(decoder);
    sessions.push(decoderSession);
    const graph = encoderDecoderGraph(encoderSession, decoderSession, weights);
    return {
      ...parsed,
      vocabSize: graph.vocabSize,
      isEncoderDecoder: true,
      start: (sources, padTokenId, prompts = []) => new CrossDecoding(graph, sources, padTokenId, prompts),
      [Symbol.asyncDispose]: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}
