import type { Decoding, LanguageModel, RowInput, Rows } from "../language-model.ts";

interface Row {
  readonly decoding: Decoding;
  length: number;
}

/** Rows of a model that cannot read those of different lengths together, one after the other. */
export class SeparateRows implements Rows {
  readonly #model: LanguageModel;
  #rows: Row[] = [];

  constructor(model: LanguageModel) {
    this.#model = model;
  }

  get lengths(): readonly number[] {
    return this.#rows.map(({ length }) => length);
  }

  get allocatedTokens(): number {
    return this.tokensFor(this.lengths);
  }

  get cacheBytes(): undefined {
    return undefined;
  }

  tokensFor(lengths: readonly number[]): number {
    return lengths.reduce((sum, length) => sum + length, 0);
  }

  async join(inputs: readonly RowInput[]): Promise<Float32Array[]> {
    const read: Float32Array[] = [];
    for (const { source, prompt } of inputs) {
      const decoding = this.#model.isEncoderDecoder
        ? this.#model.start([source], 0, [prompt])
        : this.#model.start([prompt], 0);
      read.push(...(await decoding.read(decoding.prompts)));
      this.#rows.push({ decoding, length: prompt.length });
    }
    return read;
  }

  async read(tokenIds: readonly number[]): Promise<Float32Array[]> {
    const read: Float32Array[] = [];
    for (const [i, row] of this.#rows.entries()) {
      read.push(...(await row.decoding.read([[tokenIds[i] ?? 0]])));
      row.length++;
    }
    return read;
  }

  keep(rows: readonly number[]): void {
    this.#rows = rows.map((row) => this.#rows[row] as Row);
  }
}
