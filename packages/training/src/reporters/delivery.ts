/** Hands items to a function in order and in the background, as many at once as have come meanwhile. */
export class Delivery<Item> {
  readonly #send: (items: readonly Item[]) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  readonly #pending: Item[] = [];
  #sending: Promise<void> | undefined;

  /** @param onFailure hears of a rejection; the items stay, and are sent again with the next one */
  constructor(send: (items: readonly Item[]) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#send = send;
    this.#onFailure = onFailure;
  }

  /** How many items have not arrived. */
  get pending(): number {
    return this.#pending.length;
  }

  add(item: Item): void {
    this.#pending.push(item);
    this.#start();
  }

  /** Waits until all have arrived, or sending them has failed once more. */
  async flush(): Promise<void> {
    await this.#sending;
    this.#start();
    await this.#sending;
  }

  #start(): void {
    this.#sending ??= this.#sendAll()
      .catch(this.#onFailure)
      .finally(() => {
        this.#sending = undefined;
      });
  }

  async #sendAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const items = [...this.#pending];
      await this.#send(items);
      this.#pending.splice(0, items.length);
    }
  }
}
