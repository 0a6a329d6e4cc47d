import { type FileHandle, open } from "node:fs/promises";
import * as arrow from "apache-arrow";

/** Keeps what a writer gives until it is written to the disk. */
class Waiting extends arrow.AsyncByteQueue {
  readonly chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    if (chunk.byteLength > 0) this.chunks.push(chunk);
  }
}

/** Writes record batches to a file in Arrow's stream format, one batch in memory at a time. */
export class ArrowWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #waiting = new Waiting();
  readonly #writer = new arrow.RecordBatchStreamWriter({ autoDestroy: false });
  /** Bytes so far. */
  bytes = 0;

  private constructor(file: FileHandle, schema: arrow.Schema) {
    this.#file = file;
    this.#writer.reset(this.#waiting, schema);
  }

  static async create(path: string, schema: arrow.Schema): Promise<ArrowWriter> {
    return new ArrowWriter(await open(path, "wx"), schema);
  }

  async write(batch: arrow.RecordBatch): Promise<void> {
    this.#writer.write(batch);
    await this.#flush();
  }

  /** Ends the file, which is on the disk then. */
  async finish(): Promise<void> {
    this.#writer.finish();
    await this.#flush();
    await this.#file.sync();
  }

  async #flush(): Promise<void> {
    for (const chunk of this.#waiting.chunks.splice(0)) {
      await this.#file.writeFile(chunk);
      this.bytes += chunk.byteLength;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
