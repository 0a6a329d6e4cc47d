/** Remembers what was computed for short texts, for as many as there is room for. */
export class Cache<T> {
  readonly #values = new Map<string, T>();

  getOrCompute(text: string, compute: (text: string) => T): T {
    // Long texts hardly ever come again.
    if (text.length >= 256) return compute(text);
    let value = this.#values.get(text);
    if (value === undefined) {
      value = compute(text);
      if (this.#values.size < 10_000) this.#values.set(text, value);
    }
    return value;
  }
}
