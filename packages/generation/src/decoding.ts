import { Tensor } from "onnxruntime-node";
import type { DecoderGraph } from "./decoder-graph.ts";
import { leftPad } from "./left-pad.ts";

/** A batch of sequences that a decoder reads from left to right, remembering keys and values of what it has read. */
export class Decoding {
  readonly #graph: DecoderGraph;
  /** The prompts, padded on the left to one length. */
  readonly prompts: readonly (readonly number[])[];
  /** How many tokens of padding each row begins with. */
  readonly #padding: readonly number[];
  #length = 0;
  #cache: Readonly<Record<string, Tensor>>;

  constructor(graph: DecoderGraph, prompts: readonly (readonly number[])[], padTokenId: number) {
    this.#graph = graph;
    this.prompts = leftPad(prompts, padTokenId);
    this.#padding = prompts.map(({ length }, row) => (this.prompts[row]?.length ?? 0) - length);
    this.#cache = Object.fromEntries(
      graph.cache.map(({ past, shape }) => {
        const dims = shape.map((size, axis) =>
          typeof size === "number" ? size : axis === 0 ? prompts.length : 0,
        );
        return [past, new Tensor("float32", new Float32Array(), dims)];
      }),
    );
  }

  /**
   * Reads the next tokens, the prompts first and then one token of each row at a time.
   *
   * @param tokens rows of one length
   * @returns the logits of the token after the last one, a row of the vocabulary each; views of the same memory
   */
  async read(tokens: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const { session, weights, cache, takesPositions, takesLogitsToKeep, vocabSize } = this.#graph;
    const from = this.#length;
    this.#length += tokens[0]?.length ?? 0;
    const feeds: Record<string, Tensor> = {
      ...weights,
      ...this.#cache,
      input_ids: this.#int64(from, (row, column) => tokens[row]?.[column - from] ?? 0),
      attention_mask: this.#int64(0, (row, column) => Number(column >= this.#paddingOf(row))),
    };
    if (takesPositions)
      feeds.position_ids = this.#int64(from, (row, column) => Math.max(column - this.#paddingOf(row), 0));
    if (takesLogitsToKeep) feeds.num_logits_to_keep = new Tensor("int64", BigInt64Array.of(1n), []);
    const outputs = await session.run(feeds);
    // The outputs of one step are the inputs of the next as they are. Writing them into memory set aside for the whole
    // sequence instead measured no faster.
    this.#cache = Object.fromEntries(cache.map(({ past, present }) => [past, outputs[present] as Tensor]));
    const logits = outputs.logits?.data as Float32Array;
    const perRow = logits.length / this.prompts.length;
    return this.prompts.map((_, row) => logits.subarray((row + 1) * perRow - vocabSize, (row + 1) * perRow));
  }

  #paddingOf(row: number): number {
    return this.#padding[row] ?? 0;
  }

  /** The columns from one on to the last token read. */
  #int64(from: number, value: (row: number, column: number) => number): Tensor {
    const width = this.#length - from;
    const values = new BigInt64Array(this.prompts.length * width);
    for (const i of values.keys()) values[i] = BigInt(value(Math.floor(i / width), from + (i % width)));
    return new Tensor("int64", values, [this.prompts.length, width]);
  }
}
