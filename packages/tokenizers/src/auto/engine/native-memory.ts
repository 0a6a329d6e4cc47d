/** Buffers of this many bytes are pages of the system's that nobody has touched: they count as memory and take none. */
const noticeBytes = 34 * 2 ** 20;

/**
 * Twice what a character costs in the Rust library, for ids, types, words, offsets and the token's own text of each token:
 * about 30 bytes. The collector begins late, and with half of it the peak was 30 MB higher.
 */
const bytesPerCharacter = 60;

/**
 * Lets the garbage collector know of memory that it cannot see. What the Rust library makes of a text is many times the size
 * of the object that holds it, and is freed with it; without a notice hundreds of megabytes wait until the objects
 * themselves are worth collecting.
 */
export class NativeMemory {
  #unannounced = 0;

  /** Something to hold as long as what was made of the texts is held, if it is time for a notice. */
  notice(texts: readonly string[]): ArrayBuffer | undefined {
    for (const { length } of texts) this.#unannounced += bytesPerCharacter * length;
    if (this.#unannounced < noticeBytes) return undefined;
    const buffer = new ArrayBuffer(this.#unannounced);
    this.#unannounced = 0;
    return buffer;
  }
}
