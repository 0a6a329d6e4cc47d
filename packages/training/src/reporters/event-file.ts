import { type FileHandle, mkdir, open } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileVersionEvent } from "./event-messages.ts";
import { tfRecord } from "./tf-record.ts";

/** A new event file of TensorBoard. Events of one call are appended in one write, so that readers see all of them. */
export class EventFile implements AsyncDisposable {
  readonly path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Never opens a file that exists: a second one of the same second gets the next number. */
  static async create(folder: string, wallTime: number): Promise<EventFile> {
    await mkdir(folder, { recursive: true });
    const seconds = String(Math.floor(wallTime)).padStart(10, "0");
    for (let number = 0; ; number++) {
      const path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${number}`);
      try {
        const file = new EventFile(path, await open(path, "ax"));
        await file.append([fileVersionEvent({ wallTime, step: 0 })]);
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  async append(events: readonly Uint8Array[]): Promise<void> {
    await this.#file.appendFile(Buffer.concat(events.map(tfRecord)));
  }

  /** On the disk when it returns. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.datasync();
    await this.#file.close();
  }
}
