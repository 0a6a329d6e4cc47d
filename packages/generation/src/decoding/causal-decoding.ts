import { Tensor } from "onnxruntime-node";
import type { Decoding } from "../language-model.ts";
import { leftPad } from "../left-pad.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { emptyCache } from "./graph-inputs.ts";
import { int64, isIdentity, lastLogits, selectRowsOfAll } from "./tensors.ts";

/** Sequences that a decoder reads. */
export class CausalDecoding implements Decoding {
  readonly #graph: DecoderGraph;
  readonly prompts: readonly (readonly number[])[];
  /** How many tokens of padding each row begins with. */
  #padding: readonly number[];
  #length = 0;
  #cache: Readonly<Record<string, Tensor>>;

  constructor(graph: DecoderGraph, prompts: readonly (readonly number[])[], padTokenId: number) {
    this.#graph = graph;
    this.prompts = leftPad(prompts, padTokenId);
    this.#padding = prompts.map(({ length }, row) => (this.prompts[row]?.length ?? 0) - length);
    this.#cache = emptyCache(graph.cache, prompts.length);
  }

  async read(tokens: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const { session, weights, cache, takesPositions, takesLogitsToKeep, vocabSize } = this.#graph;
    const from = this.#length;
    const width = tokens[0]?.length ?? 0;
    this.#length += width;
    const padding = this.#padding;
    const rows = padding.length;
    const feeds: Record<string, Tensor> = {
      ...weights,
      ...this.#cache,
      input_ids: int64(rows, width, (row, column) => tokens[row]?.[column] ?? 0),
      attention_mask: int64(rows, this.#length, (row, column) => Number(column >= (padding[row] ?? 0))),
    };
    if (takesPositions)
      feeds.position_ids = int64(rows, width, (row, column) =>
        Math.max(from + column - (padding[row] ?? 0), 0),
      );
    if (takesLogitsToKeep) feeds.num_logits_to_keep = new Tensor("int64", BigInt64Array.of(1n), []);
    const outputs = await session.run(feeds);
    // The outputs of one step are the inputs of the next as they are. Writing them into memory set aside for the whole
    // sequence instead measured no faster.
    this.#cache = Object.fromEntries(cache.map(({ past, present }) => [past, outputs[present] as Tensor]));
    return lastLogits(outputs.logits as Tensor, rows, vocabSize);
  }

  select(rows: readonly number[]): void {
    if (isIdentity(rows, this.#padding.length)) return;
    this.#padding = rows.map((row) => this.#padding[row] ?? 0);
    this.#cache = selectRowsOfAll(this.#cache, rows);
  }
}
