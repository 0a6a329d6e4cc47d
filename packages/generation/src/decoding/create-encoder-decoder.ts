import type { ModelProto } from "@llm-course/onnx";
import type { LanguageModel } from "../language-model.ts";
import { parseModelConfig } from "../options/model-config.ts";
import { CrossDecoding } from "./cross-decoding.ts";
import { encoderDecoderGraph } from "./encoder-decoder-graph.ts";
import { type GraphSession, graphSession } from "./graph-session.ts";
import { openSession } from "./open-session.ts";
import { openSplit } from "./split-session.ts";

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
  /**
   * The graph in Optimum's `decoder_with_past_model.onnx`, or its path, where `decoder` is its `decoder_model.onnx`, which
   * makes the caches. Default: none, `decoder` does both.
   */
  readonly decoderWithPast?: ModelProto | string;
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
  decoderWithPast,
  weights = new Map(),
  config,
  generationConfig = {},
}: EncoderDecoderSource): Promise<EncoderDecoder> {
  const parsed = parseModelConfig(config, generationConfig);
  const sessions: GraphSession[] = [];
  const release = async () => {
    for (const session of sessions) await session.release();
  };
  try {
    const encoderSession = graphSession(await openSession(encoder));
    sessions.push(encoderSession);
    const isSplit = decoderWithPast !== undefined;
    const decoderSession = isSplit
      ? await openSplit(decoder, decoderWithPast)
      : graphSession(await openSession(decoder));
    sessions.push(decoderSession);
    const { vocabSize: configuredVocabSize } = parsed;
    const graph = encoderDecoderGraph(encoderSession, decoderSession, weights, {
      isSplit,
      configuredVocabSize,
    });
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
