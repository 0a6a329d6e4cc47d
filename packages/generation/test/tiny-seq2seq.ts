import { createEncoderDecoder, type EncoderDecoder } from "@llm-course/generation";
import { bindWeights, storedTensor, type TrainableModel } from "@llm-course/onnx";
import { decoderGraph, encoderGraph, seq2seqConfig } from "./seq2seq-graph.ts";
import { randomWeights } from "./tiny-gpt2.ts";

/** The weights of both graphs, which share their embeddings. */
export function seq2seqWeights(seed = 1): Map<string, Float32Array<ArrayBuffer>> {
  const parameters = new Map([...decoderGraph().parameters, ...encoderGraph().parameters]);
  return randomWeights(parameters, { seed, scale: 1.5 });
}

/** An encoder-decoder with weights as inputs. */
export function tinySeq2Seq(
  generationConfig: object = {},
  config: object = seq2seqConfig,
): Promise<EncoderDecoder> {
  const [encoder, decoder] = [encoderGraph().model, decoderGraph().model];
  return createEncoderDecoder({ encoder, decoder, weights: seq2seqWeights(), config, generationConfig });
}

/** One of the graphs with its weights as constants. */
export function boundSeq2Seq(network: TrainableModel, weights: ReadonlyMap<string, Float32Array>) {
  const stored = [...network.parameters].map(
    ([name, shape]) => [name, storedTensor("F32", shape, weights.get(name) as Float32Array)] as const,
  );
  return bindWeights(network, new Map(stored));
}
