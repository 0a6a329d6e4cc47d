import type { CommitProgressEvent } from "@huggingface/hub";

/** How far an upload has come. */
export interface UploadProgress {
  /** Large files are hashed before they are sent; the small ones are sent with the commit. */
  phase: "hashing" | "uploading" | "committing";
  /** The file that got on; undefined where it is none alone. */
  file: string | undefined;
  /** Bytes of all files that are sent, or need not be, since the Hub has them. */
  loadedBytes: number;
  /** Bytes of all files. */
  totalBytes: number;
}

/** Adds up what the official client and our `fetch` tell of a commit. */
export class ProgressCounter {
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #loaded = new Map<string, number>();
  readonly #onProgress: ((progress: UploadProgress) => void) | undefined;
  readonly #totalBytes: number;
  #loadedBytes = 0;

  constructor(
    files: readonly { path: string; content: Blob }[],
    onProgress: ((progress: UploadProgress) => void) | undefined,
  ) {
    this.#sizes = new Map(files.map(({ path, content }) => [path, content.size]));
    this.#totalBytes = Iterator.from(this.#sizes.values()).reduce((sum, size) => sum + size, 0);
    this.#onProgress = onProgress;
  }

  /** More bytes of a file are on their way. */
  sent(path: string, bytes: number): void {
    this.#reach(path, (this.#loaded.get(path) ?? 0) + bytes);
  }

  event(event: CommitProgressEvent): void {
    if (event.event === "phase") {
      if (event.phase === "committing") this.#report("committing", undefined);
    } else if (event.state === "hashing") this.#report("hashing", event.path);
    else if (event.state === "uploading")
      this.#reach(event.path, event.progress * (this.#sizes.get(event.path) ?? 0));
  }

  /** The commit is made: all bytes are there. */
  done(): void {
    this.#loadedBytes = this.#totalBytes;
    this.#report("committing", undefined);
  }

  /** A second attempt sends again what was counted before. */
  #reach(path: string, bytes: number): void {
    const before = this.#loaded.get(path) ?? 0;
    const now = Math.max(before, Math.min(Math.floor(bytes), this.#sizes.get(path) ?? 0));
    this.#loaded.set(path, now);
    this.#loadedBytes += now - before;
    this.#report("uploading", path);
  }

  #report(phase: UploadProgress["phase"], file: string | undefined): void {
    this.#onProgress?.({
      ...{ phase, file },
      ...{ loadedBytes: this.#loadedBytes, totalBytes: this.#totalBytes },
    });
  }
}
