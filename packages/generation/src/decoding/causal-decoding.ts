import { Tensor } from "onnxruntime-node";
import type { Decoding } from "../language-model.ts";
import { leftPad } from "../left-pad.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { AppendedCache, type KeyValueCache, WholeCache } from "./key-value-cache.ts";
import { int64, isIdentity, lastLogits } from "./tensors.ts";

/** Sequences that a decoder reads. */
export class CausalDecoding implements Decoding {
  readonly #graph: DecoderGraph;
  readonly prompts: readonly (readonly number[])[];
  /** How many tokens of padding each row begins with. */
  #padding: readonly number[];
  #length = 0;
  readonly #cache: KeyValueCache;

  constructor(graph: DecoderGraph, prompts: readonly (readonly number[])[], padTokenId: number) {
    this.#graph = graph;
    this.prompts = leftPad(prompts, padTokenId);
    this.#padding = prompts.map(({ length }, row) => (this.prompts[row]?.length ?? 0) - length);
    const Cache = graph.appends ? AppendedCache : WholeCache;
    this.#cache = new Cache(graph.cache, prompts.length);
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
      ...this.#cache.feeds,
      input_ids: int64(rows, width, (row, column) => tokens[row]?.[column] ?? 0),
      attention_mask: this.#attentionMask(),
    };
    if (takesPositions)
      feeds.position_ids = int64(rows, width, (row, column) =>
        Math.max(from + column - (padding[row] ?? 0), 0),
      );
    if (takesLogitsToKeep) feeds.num_logits_to_keep = new Tensor("int64", BigInt64Array.of(1n), []);
    // A graph may have other outputs, such as attentions, which would be copied for nobody.
    const outputs = await session.run(feeds, ["logits", ...cache.map(({ present }) => present)]);
    this.#cache.update(outputs, this.#length);
    return lastLogits(outputs.logits as Tensor, rows, vocabSize);
  }

  /** 0 for padding. It is as long as the sequence at every step, and mostly 1. */
  #attentionMask(): Tensor {
    const [rows, length] = [this.#padding.length, this.#length];
    const values = new BigInt64Array(rows * length).fill(1n);
    for (const [row, padding] of this.#padding.entries())
      values.fill(0n, row * length, row * length + Math.min(padding, length));
    return new Tensor("int64", values, [rows, length]);
  }

  select(rows: readonly number[]): void {
    if (isIdentity(rows, this.#padding.length)) return;
    this.#padding = rows.map((row) => this.#padding[row] ?? 0);
    this.#cache.select(rows);
  }
}
