import { Tensor } from "onnxruntime-node";
import type { DecoderGraph } from "./decoder-graph.ts";
import type { Tensors } from "./graph-session.ts";
import { int64, lastLogits } from "./tensors.ts";

export interface DecoderInput {
  /** Rows of one length. */
  readonly tokens: readonly (readonly number[])[];
  /** How many tokens come before each, not less than 0. */
  readonly position: (row: number, column: number) => number;
  /** Of a decoder that takes one. */
  readonly attentionMask?: Tensor;
  readonly past: Tensors;
}

/** Reads some tokens: the logits after the last of each row, views of one memory, and what the cache gets. */
export async function decoderStep(
  { session, weights, cache, takesPositions, takesLogitsToKeep, vocabSize }: DecoderGraph,
  { tokens, position, attentionMask, past }: DecoderInput,
): Promise<{ logits: Float32Array[]; outputs: Tensors }> {
  const [rows, width] = [tokens.length, tokens[0]?.length ?? 0];
  const feeds: Record<string, Tensor> = {
    ...weights,
    ...past,
    input_ids: int64(rows, width, (row, column) => tokens[row]?.[column] ?? 0),
  };
  if (attentionMask) feeds.attention_mask = attentionMask;
  if (takesPositions) feeds.position_ids = int64(rows, width, position);
  if (takesLogitsToKeep) feeds.num_logits_to_keep = new Tensor("int64", BigInt64Array.of(1n), []);
  // A graph may have other outputs, such as attentions, which would be copied for nobody.
  const outputs = await session.run(feeds, ["logits", ...cache.map(({ present }) => present)]);
  return { logits: lastLogits(outputs.logits as Tensor, rows, vocabSize), outputs };
}
