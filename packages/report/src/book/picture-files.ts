import { createHash } from "node:crypto";
import type { BookFiles } from "./book.ts";

/** Puts pictures beside the pages, each once, under names made of their content. */
export class PictureFiles {
  readonly #files: BookFiles;

  constructor(files: BookFiles) {
    this.#files = files;
  }

  /** @returns the picture's address from a page */
  add(content: string | Uint8Array, extension: string): string {
    const path = `figures/${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${extension}`;
    this.#files.set(path, content);
    return path;
  }
}
