import type { Tensor } from "onnxruntime-node";
import { PromptError } from "../errors.ts";
import type { Decoding } from "../language-model.ts";
import { leftPad } from "../left-pad.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { decoderStep } from "./decoder-step.ts";
import { emptyCache } from "./graph-inputs.ts";
import type { Tensors } from "./graph-session.ts";
import { concatenateRows, isIdentity, selectRows } from "./tensors.ts";

type Rows = readonly (readonly number[])[];

/**
 * Sequences that a decoder reads which cannot be told what is padding, as one of LSTM or GRU layers. Prompts of each length
 * are read by themselves, and their states put together: those of recurrent layers have one size after any prompt.
 */
export class UnmaskedDecoding implements Decoding {
  readonly #graph: DecoderGraph;
  readonly prompts: Rows;
  /** How many tokens each row has. */
  #lengths: readonly number[];
  #isFirst = true;
  #cache: Tensors = {};

  /** @throws PromptError for prompts of several lengths before a cache that grows with them */
  constructor(graph: DecoderGraph, prompts: Rows, padTokenId: number) {
    this.#graph = graph;
    this.prompts = leftPad(prompts, padTokenId);
    this.#lengths = prompts.map(({ length }) => length);
    const other = this.#lengths.findIndex((length) => length !== this.#lengths[0]);
    const grows = graph.cache.some(({ shape, batchAxis }) =>
      shape.some((size, axis) => typeof size === "string" && axis !== batchAxis),
    );
    if (other >= 0 && grows)
      throw new PromptError(
        other,
        `the decoder has no attention_mask for padding, give prompts of one length: ${this.#lengths}`,
      );
  }

  async read(tokens: Rows): Promise<Float32Array[]> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (isFirst) return this.#readPrompts(tokens.map((row, i) => row.slice(-(this.#lengths[i] ?? 0))));
    const before = this.#lengths;
    this.#lengths = before.map((length) => length + 1);
    const { logits, cache } = await this.#step(tokens, before, this.#cache);
    this.#cache = cache;
    return logits;
  }

  async #readPrompts(prompts: Rows): Promise<Float32Array[]> {
    const order: number[] = [];
    const read: Float32Array[] = [];
    const caches: Tensors[] = [];
    for (const length of new Set(this.#lengths)) {
      const rows = [...prompts.keys()].filter((row) => this.#lengths[row] === length);
      const own = rows.map((row) => prompts[row] ?? []);
      const start = emptyCache(this.#graph.cache, rows.length);
      const { logits, cache } = await this.#step(
        own,
        rows.map(() => 0),
        start,
      );
      order.push(...rows);
      read.push(...logits);
      caches.push(cache);
    }
    const places = prompts.map((_, row) => order.indexOf(row));
    const joined = this.#graph.cache.map(({ past, batchAxis }) => {
      const parts = caches.map((cache) => cache[past] as Tensor);
      return [past, selectRows(concatenateRows(parts, batchAxis), places, batchAxis)];
    });
    this.#cache = Object.fromEntries(joined);
    return places.map((place) => read[place] as Float32Array);
  }

  async #step(tokens: Rows, before: readonly number[], past: Tensors) {
    const position = (row: number, column: number) => (before[row] ?? 0) + column;
    const { logits, outputs } = await decoderStep(this.#graph, { tokens, position, past });
    const after = this.#graph.cache.map(({ past, present }) => [past, outputs[present] as Tensor]);
    return { logits, cache: Object.fromEntries(after) as Tensors };
  }

  select(rows: readonly number[]): void {
    if (isIdentity(rows, this.#lengths.length)) return;
    this.#lengths = rows.map((row) => this.#lengths[row] ?? 0);
    const selected = this.#graph.cache.map(({ past, batchAxis }) => [
      past,
      selectRows(this.#cache[past] as Tensor, rows, batchAxis),
    ]);
    this.#cache = Object.fromEntries(selected);
  }
}
