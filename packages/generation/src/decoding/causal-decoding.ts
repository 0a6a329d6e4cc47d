import type { Tensor } from "onnxruntime-node";
import { PromptError } from "../errors.ts";
import type { Decoding } from "../language-model.ts";
import { leftPad } from "../left-pad.ts";
import type { CachedRow } from "./cached-row.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { decoderStep } from "./decoder-step.ts";
import { AppendedCache, type KeyValueCache, WholeCache } from "./key-value-cache.ts";
import { attentionMask, isIdentity } from "./tensors.ts";

/** Sequences that a decoder reads. */
export class CausalDecoding implements Decoding {
  readonly #graph: DecoderGraph;
  readonly prompts: readonly (readonly number[])[];
  /** How many tokens of padding each row begins with. */
  #padding: readonly number[];
  #length = 0;
  readonly #cache: KeyValueCache;

  /** @throws PromptError for prompts of several lengths where rows must not begin with padding */
  constructor(graph: DecoderGraph, prompts: readonly (readonly number[])[], padTokenId: number) {
    this.#graph = graph;
    this.prompts = leftPad(prompts, padTokenId);
    this.#padding = prompts.map(({ length }, row) => (this.prompts[row]?.length ?? 0) - length);
    const padded = this.#padding.findIndex((count) => count > 0);
    if (padded >= 0 && !graph.takesPadding)
      throw new PromptError(
        padded,
        `the decoder takes the tokens of its mask for the first ones, give prompts of one length, or submit them to a continuous batch: ${prompts.map(({ length }) => length)}`,
      );
    const Cache = graph.appends ? AppendedCache : WholeCache;
    this.#cache = new Cache(graph.cache, prompts.length);
  }

  async read(tokens: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const from = this.#length;
    this.#length += tokens[0]?.length ?? 0;
    const padding = this.#padding;
    const { logits, outputs } = await decoderStep(this.#graph, {
      tokens,
      position: (row, column) => Math.max(from + column - (padding[row] ?? 0), 0),
      attentionMask: this.#attentionMask(),
      past: this.#cache.feeds,
    });
    this.#cache.update(outputs, this.#length);
    return logits;
  }

  #attentionMask(): Tensor {
    const length = this.#length;
    return attentionMask(
      length,
      this.#padding.map((padding) => [Math.min(padding, length), length]),
    );
  }

  select(rows: readonly number[]): void {
    if (isIdentity(rows, this.#padding.length)) return;
    this.#padding = rows.map((row) => this.#padding[row] ?? 0);
    this.#cache.select(rows);
  }

  /** What the cache has of a row. */
  cached(row: number): CachedRow {
    const begin = this.#padding[row] ?? 0;
    return { tensors: this.#cache.feeds, row, begin, length: this.#length - begin };
  }
}
