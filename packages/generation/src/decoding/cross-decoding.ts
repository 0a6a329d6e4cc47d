import { Tensor } from "onnxruntime-node";
import type { Decoding } from "../language-model.ts";
import type { EncoderDecoderGraph } from "./encoder-decoder-graph.ts";
import { emptyCache } from "./graph-inputs.ts";
import type { Tensors } from "./graph-session.ts";
import { int64, isIdentity, lastLogits, selectRows, selectRowsOfAll } from "./tensors.ts";

type Rows = readonly (readonly number[])[];

/** Sequences that a decoder reads beside what an encoder has read, once. */
export class CrossDecoding implements Decoding {
  readonly #graph: EncoderDecoderGraph;
  readonly #sources: Rows;
  readonly #padTokenId: number;
  readonly prompts: Rows;
  /** The source that each row is about. */
  #sourceOf: readonly number[];
  #hidden: Tensor | undefined;
  #mask: Tensor;
  /** Keys and values of the decoder's tokens. */
  #cache: Tensors;
  /** Keys and values of what the encoder has read. The first step computes them, those after it read them. */
  #crossCache: Tensors;
  #isFirst = true;

  constructor(graph: EncoderDecoderGraph, sources: Rows, padTokenId: number, prompts: Rows) {
    this.#graph = graph;
    this.#sources = sources;
    this.#padTokenId = padTokenId;
    this.prompts = prompts;
    this.#sourceOf = [...sources.keys()];
    this.#mask = this.#encoderMask();
    this.#cache = emptyCache(graph.cache, sources.length);
    this.#crossCache = emptyCache(graph.crossCache, sources.length);
  }

  async read(tokens: Rows): Promise<Float32Array[]> {
    const { decoder, weights, cache, crossCache, vocabSize } = this.#graph;
    this.#hidden ??= await this.#encode();
    const rows = this.#sourceOf.length;
    const feeds: Tensors = {
      ...weights,
      ...this.#cache,
      ...this.#crossCache,
      input_ids: int64(rows, tokens[0]?.length ?? 0, (row, column) => tokens[row]?.[column] ?? 0),
      encoder_hidden_states: this.#hidden,
      encoder_attention_mask: this.#mask,
      num_logits_to_keep: new Tensor("int64", BigInt64Array.of(1n), []),
    };
    // The encoder's keys and values stay what they were: only the first step is asked for them.
    const wanted = this.#isFirst ? [...cache, ...crossCache] : cache;
    const outputs = await decoder.run(feeds, ["logits", ...wanted.map(({ present }) => present)]);
    const presents = (entries: typeof cache) =>
      Object.fromEntries(entries.map(({ past, present }) => [past, outputs[present] as Tensor]));
    this.#cache = presents(cache);
    if (this.#isFirst) this.#crossCache = presents(crossCache);
    this.#isFirst = false;
    return lastLogits(outputs.logits as Tensor, rows, vocabSize);
  }

  select(rows: readonly number[]): void {
    if (isIdentity(rows, this.#sourceOf.length)) return;
    this.#cache = selectRowsOfAll(this.#cache, rows);
    const sourceOf = rows.map((row) => this.#sourceOf[row] as number);
    // Beams that change their places stay with their source.
    const same =
      sourceOf.length === this.#sourceOf.length && sourceOf.every((s, i) => s === this.#sourceOf[i]);
    this.#sourceOf = sourceOf;
    if (same) return;
    this.#crossCache = selectRowsOfAll(this.#crossCache, rows);
    if (this.#hidden) this.#hidden = selectRows(this.#hidden, rows);
    this.#mask = this.#encoderMask();
  }

  async #encode(): Promise<Tensor> {
    const { encoder, encoderWeights } = this.#graph;
    const longest = Math.max(...this.#sources.map(({ length }) => length));
    const input_ids = int64(
      this.#sources.length,
      longest,
      (row, column) => this.#sources[row]?.[column] ?? this.#padTokenId,
    );
    const feeds = { ...encoderWeights, input_ids, attention_mask: this.#mask };
    const { last_hidden_state } = await encoder.run(feeds, ["last_hidden_state"]);
    return last_hidden_state as Tensor;
  }

  /** 1 for tokens of the sources, which are padded on the right. */
  #encoderMask(): Tensor {
    const longest = Math.max(...this.#sources.map(({ length }) => length));
    const lengths = this.#sourceOf.map((source) => this.#sources[source]?.length ?? 0);
    return int64(lengths.length, longest, (row, column) => Number(column < (lengths[row] ?? 0)));
  }
}
