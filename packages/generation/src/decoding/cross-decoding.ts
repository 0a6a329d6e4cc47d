import { Tensor } from "onnxruntime-node";
import type { Decoding } from "../language-model.ts";
import type { EncoderDecoderGraph } from "./encoder-decoder-graph.ts";
import { emptyCache } from "./graph-inputs.ts";
import { int64, isIdentity, lastLogits, selectRows, selectRowsOfAll } from "./tensors.ts";

type Tensors = Readonly<Record<string, Tensor>>;
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
    const { decoder, weights, takes, cache, crossCache, vocabSize } = this.#graph;
    this.#hidden ??= await this.#encode();
    const rows = this.#sourceOf.length;
    const fed: Record<string, Tensor> = {
      input_ids: int64(rows, tokens[0]?.length ?? 0, (row, column) => tokens[row]?.[column] ?? 0),
      encoder_hidden_states: this.#hidden,
      encoder_attention_mask: this.#mask,
      use_cache_branch: new Tensor("bool", Uint8Array.of(Number(!this.#isFirst)), [1]),
      num_logits_to_keep: new Tensor("int64", BigInt64Array.of(1n), []),
    };
    const feeds: Record<string, Tensor> = { ...weights, ...this.#cache, ...this.#crossCache };
    for (const name of takes) feeds[name] = fed[name] as Tensor;
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
    const { last_hidden_state } = await encoder.run(feeds);
    return last_hidden_state as Tensor;
  }

  /** 1 for tokens of the sources, which are padded on the right. */
  #encoderMask(): Tensor {
    const longest = Math.max(...this.#sources.map(({ length }) => length));
    const lengths = this.#sourceOf.map((source) => this.#sources[source]?.length ?? 0);
    return int64(lengths.length, longest, (row, column) => Number(column < (lengths[row] ?? 0)));
  }
}
