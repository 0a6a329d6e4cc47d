import type { ModelProto } from "@llm-course/onnx";
import { fusedModel } from "../fusion/fused-model.ts";
import type { LanguageModel } from "../language-model.ts";
import { parseModelConfig } from "../options/model-config.ts";
import { CausalDecoding } from "./causal-decoding.ts";
import { CausalRows, canReadRows } from "./causal-rows.ts";
import { countsMask } from "./counts-mask.ts";
import { decoderGraph } from "./decoder-graph.ts";
import { graphSession } from "./graph-session.ts";
import { openSession } from "./open-session.ts";
import { openSplit } from "./split-session.ts";
import { UnmaskedDecoding } from "./unmasked-decoding.ts";

/** A decoder that `generate` continues prompts with. */
export interface Decoder extends LanguageModel {
  readonly isEncoderDecoder: false;
}

export interface DecoderSource {
  /** A graph with the inputs and outputs transformers.js knows, or the path of an .onnx file with one. */
  readonly model: ModelProto | string;
  /**
   * The graph in Optimum's `decoder_with_past_model.onnx`, or its path, where `model` is its `decoder_model.onnx`, which
   * reads a prompt without a cache and makes one. Default: none, `model` does both.
   */
  readonly decoderWithPast?: ModelProto | string;
  /**
   * Values of the weights that are inputs of the graph, by name. They are read where they are at every step, never
   * copied: what training changes in them, the next token knows. Default: none, all weights are in the graph.
   */
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
 * Opens a decoder graph on the device chosen for the run.
 *
 * @throws ModelConfigError for a setting of the wrong type
 * @throws UnsupportedSettingError for one of the generation config that would be ignored
 * @throws DecoderGraphError for a graph that is no decoder with a cache
 * @throws MissingWeightError or WeightMismatchError for an input without a fitting weight
 */
export async function createDecoder({
  model,
  decoderWithPast,
  weights = new Map(),
  config,
  generationConfig = {},
}: DecoderSource): Promise<Decoder> {
  const parsed = parseModelConfig(config, generationConfig);
  const session =
    decoderWithPast === undefined
      ? graphSession(await openSession(await fusedModel(model)))
      : await openSplit(model, decoderWithPast);
  try {
    const found = decoderGraph(session, weights, parsed.vocabSize);
    const graph = {
      ...found,
      takesPadding: found.appends || (found.takesMask && !(await countsMask(model))),
    };
    const Decoding = graph.takesMask ? CausalDecoding : UnmaskedDecoding;
    return {
      ...parsed,
      vocabSize: graph.vocabSize,
      isEncoderDecoder: false,
      start: (prompts, padTokenId) => new Decoding(graph, prompts, padTokenId),
      ...(canReadRows(graph) && { startRows: () => new CausalRows(graph) }),
      [Symbol.asyncDispose]: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}
