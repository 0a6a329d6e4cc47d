/** Looks for texts that end an answer, wherever they lie across its pieces; what may begin one of them is held back. */
export class StopFinder {
  readonly #stops: readonly string[];
  #held = "";

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** @returns the text that is sure to come before any stop, and the stop that was found after it */
  put(piece: string): { text: string; stop?: string } {
    const text = this.#held + piece;
    // That which is complete first, however the text is cut into pieces; of two, the longer one.
    const [first] = this.#stops
      .map((stop) => ({ stop, at: text.indexOf(stop), length: stop.length }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at + a.length - (b.at + b.length) || a.at - b.at);
    if (first) {
      this.#held = "";
      return { text: text.slice(0, first.at), stop: first.stop };
    }
    const held = Math.max(0, ...this.#stops.map((stop) => overlap(text, stop)));
    this.#held = text.slice(text.length - held);
    return { text: text.slice(0, text.length - held) };
  }

  /** What was held back, where nothing follows it. */
  end(): string {
    return this.#held;
  }
}

/** How many characters at the end of a text could begin a stop. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
    if (stop.startsWith(text.slice(text.length - length))) return length;
  return 0;
}
