import type { RawImage } from "@huggingface/transformers";
import { ImageInputError } from "../errors.ts";
import { readBytes } from "../load/read-bytes.ts";

/** A file's path or address, its bytes, or an image that transformers.js has read. */
export type ImageInput = string | URL | Uint8Array | RawImage;

/** @throws ImageInputError for what cannot be read, or is no image */
export async function readImage(input: ImageInput): Promise<RawImage> {
  const { RawImage } = await import("@huggingface/transformers");
  if (input instanceof RawImage) return input;
  const bytes = await readBytes(input, (problem, cause) => new ImageInputError(problem, input, { cause }));
  return RawImage.fromBlob(new Blob([bytes as Uint8Array<ArrayBuffer>])).catch((cause: Error) => {
    throw new ImageInputError(`an image expected, this cannot be read (${cause.message})`, input, { cause });
  });
}
