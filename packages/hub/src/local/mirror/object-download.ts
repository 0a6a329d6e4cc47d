import { open } from "node:fs/promises";

const chunkSize = 2 ** 18;

/**
 * A file that is being downloaded, and that any number of clients read while it grows. Its last byte is given when the
 * whole file was checked, so that nobody gets to the end of a wrong one.
 */
export class ObjectDownload {
  /** Settles with the download. */
  readonly done: Promise<void>;
  /** Settles when there are bytes, or it has failed. */
  readonly begun: Promise<void>;
  readonly #path: string;
  readonly #size: number;
  #loaded = 0;
  #isDone = false;
  /** Grows when what was loaded is thrown away. */
  #starts = 0;
  #change = Promise.withResolvers<void>();

  /**
   * @param path where the bytes gather until they are checked
   * @param run downloads, and reports how many bytes are on the disk
   */
  constructor(path: string, size: number, run: (report: (loaded: number) => void) => Promise<void>) {
    this.#path = path;
    this.#size = size;
    const begun = Promise.withResolvers<void>();
    this.begun = begun.promise;
    this.done = run((loaded) => {
      if (loaded < this.#loaded) this.#starts += 1;
      this.#loaded = loaded;
      begun.resolve();
      this.#changed();
    }).then(() => {
      this.#isDone = true;
    });
    this.done.then(begun.resolve, begun.reject);
    this.done.finally(() => this.#changed()).catch(() => {});
    this.begun.catch(() => {});
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /**
   * The bytes from `start` to before `end`.
   *
   * @param whole what gives them once the download is done
   * @throws what the download failed with
   */
  async *read(
    { start, end }: { start: number; end: number },
    whole: (range: { start: number; end: number }) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    const starts = this.#starts;
    for (let at = start; at < end; ) {
      if (this.#isDone) {
        yield* whole({ start: at, end });
        return;
      }
      if (this.#starts !== starts && at > start)
        throw new Error("the download began anew, with other bytes perhaps; ask again");
      const ready = Math.min(end, this.#loaded, this.#size - 1);
      const chunk = at < ready ? await this.#chunk(at, Math.min(ready, at + chunkSize)) : undefined;
      if (chunk) {
        at += chunk.length;
        yield chunk;
      } else {
        // Whichever comes first: more bytes, the end, or what it failed with.
        await Promise.race([this.#change.promise, this.done]);
      }
    }
  }

  /** Undefined where the file was moved or begun anew since. */
  async #chunk(start: number, end: number): Promise<Uint8Array | undefined> {
    await using file = await open(this.#path, "r").catch(() => undefined);
    const buffer = new Uint8Array(end - start);
    const { bytesRead = 0 } = (await file?.read(buffer, 0, buffer.length, start)) ?? {};
    return bytesRead > 0 ? buffer.subarray(0, bytesRead) : undefined;
  }
}
