import type { GeneratedToken } from "./continuous-batch.ts";

type Result = IteratorResult<GeneratedToken, undefined>;
interface Reader {
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** The tokens of a request, which wait here until they are read. Reading to the end or leaving the loop closes it. */
export class TokenStream implements AsyncIterableIterator<GeneratedToken, undefined, undefined> {
  #tokens: GeneratedToken[] = [];
  #readers: Reader[] = [];
  #failure: { readonly reason: unknown } | undefined;
  #closed = false;
  readonly #onClose: () => void;

  /** @param onClose called once, when no more tokens are wanted or there are none */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** Whether no more tokens are wanted. */
  get closed(): boolean {
    return this.#closed;
  }

  put(token: GeneratedToken): void {
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ value: token, done: false });
    else this.#tokens.push(token);
  }

  /** After the last token. */
  end(): void {
    this.#close();
    for (const { resolve } of this.#readers.splice(0)) resolve({ value: undefined, done: true });
  }

  /** Ends it with an error, which comes before tokens that were not read. It is thrown once. */
  fail(reason: unknown): void {
    if (this.#closed) return;
    this.#close();
    this.#tokens = [];
    const [first, ...others] = this.#readers.splice(0);
    if (first) first.reject(reason);
    else this.#failure = { reason };
    for (const { resolve } of others) resolve({ value: undefined, done: true });
  }

  next(): Promise<Result> {
    const token = this.#tokens.shift();
    if (token) return Promise.resolve({ value: token, done: false });
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) return Promise.reject(failure.reason);
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  return(): Promise<Result> {
    this.#tokens = [];
    this.#failure = undefined;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
  }
}
