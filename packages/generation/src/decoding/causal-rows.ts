import type { RowInput, Rows } from "../language-model.ts";
import { BlockRowCache } from "./block-row-cache.ts";
import { canArrange } from "./cached-row.ts";
import { CausalDecoding } from "./causal-decoding.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { decoderStep } from "./decoder-step.ts";
import { inputNames } from "./graph-inputs.ts";
import { PaddedRowCache } from "./padded-row-cache.ts";
import type { RowCache } from "./row-cache.ts";
import { attentionMask } from "./tensors.ts";

/** Whether rows of different lengths can be read together: the decoder can be told what each has, and where its tokens are. */
export function canReadRows(graph: DecoderGraph): boolean {
  return (
    graph.takesPadding && canArrange(graph.cache) && !inputNames(graph.session).includes("cache_position")
  );
}

/** Sequences that a decoder reads together, and that come and go. */
export class CausalRows implements Rows {
  readonly #graph: DecoderGraph;
  readonly #cache: RowCache;

  constructor(graph: DecoderGraph) {
    this.#graph = graph;
    this.#cache = graph.appends ? new BlockRowCache(graph.cache) : new PaddedRowCache(graph.cache);
  }

  get lengths(): readonly number[] {
    return this.#cache.lengths;
  }

  get allocatedTokens(): number {
    return this.#cache.allocatedTokens;
  }

  get cacheBytes(): number {
    return this.#cache.bytes;
  }

  tokensFor(lengths: readonly number[]): number {
    return this.#cache.tokensFor(lengths);
  }

  async join(inputs: readonly RowInput[]): Promise<Float32Array[]> {
    const distinct = new Map<string, { place: number; prompt: readonly number[] }>();
    const keys = inputs.map(({ prompt }) => String(prompt));
    for (const [i, key] of keys.entries())
      if (!distinct.has(key)) distinct.set(key, { place: distinct.size, prompt: inputs[i]?.prompt ?? [] });
    const prompts = [...distinct.values()].map(({ prompt }) => prompt);
    // Padded on the left, so that the logits after each prompt are those of the last place.
    const reading = new CausalDecoding(this.#graph, prompts, 0);
    const logits = await reading.read(reading.prompts);
    const places = keys.map((key) => distinct.get(key)?.place ?? 0);
    this.#cache.add(places.map((place) => reading.cached(place)));
    return places.map((place) => logits[place] as Float32Array);
  }

  async read(tokenIds: readonly number[]): Promise<Float32Array[]> {
    const { lengths, alignment, feeds } = this.#cache;
    const total = Math.max(...lengths) + 1;
    const spans = lengths.map((length): [number, number] =>
      alignment === "start" ? [0, length + 1] : [total - length - 1, total],
    );
    const { logits, outputs } = await decoderStep(this.#graph, {
      tokens: tokenIds.map((id) => [id]),
      position: (row) => lengths[row] ?? 0,
      attentionMask: attentionMask(total, spans),
      past: feeds,
    });
    this.#cache.update(outputs);
    return logits;
  }

  keep(rows: readonly number[]): void {
    this.#cache.keep(rows);
  }
}
