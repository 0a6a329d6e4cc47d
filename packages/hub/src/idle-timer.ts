/** A signal that aborts once `touch` was not called for `milliseconds`. */
export class IdleTimer implements Disposable {
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number) {
    const controller = new AbortController();
    this.signal = controller.signal;
    this.#timer = setTimeout(
      () => controller.abort(new DOMException(`no byte for ${milliseconds} ms`, "TimeoutError")),
      milliseconds,
    );
  }

  touch(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
