import { Buffer } from "node:buffer";
import { encodeWav, wavBytes } from "./encode-wav.ts";
import { assertOutputSize, InvalidMediaError, MissingTextAlternativeError } from "./errors.ts";
import { html } from "./html.ts";
import { mediaType } from "./media-type.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

export interface AudioOptions {
  /** What is heard, in words. */
  label: string;
}

export interface SamplesOptions extends AudioOptions {
  /** Samples per second. */
  sampleRate: number;
}

/**
 * A player for samples from -1 to 1 (one channel, stored as 16-bit WAV), or for the bytes of a WAV, MP3, Ogg, FLAC or
 * MP4 file.
 * @throws MissingTextAlternativeError without `label`, InvalidMediaError for other bytes or samples that are not
 * numbers, OutputTooLargeError past 2 MiB (65 s at 16 kHz).
 */
export function audio(source: Float32Array, options: SamplesOptions): Displayable;
export function audio(source: Uint8Array, options: AudioOptions): Displayable;
export function audio(
  source: Float32Array | Uint8Array,
  options: AudioOptions & { sampleRate?: number },
): Displayable {
  const { label, sampleRate = Number.NaN } = options;
  if (!label?.trim()) throw new MissingTextAlternativeError("audio", "label");
  const size = source instanceof Float32Array ? wavBytes(source) : source.length;
  assertOutputSize("audio", size, "show a part with .subarray(), lower the sample rate or encode it as MP3");
  const bytes = source instanceof Float32Array ? encodeWav(source, sampleRate) : source;
  const type = mediaType(bytes);
  if (!type?.startsWith("audio/")) {
    throw new InvalidMediaError(
      `expected WAV, MP3, Ogg, FLAC or MP4 bytes: ${type ?? `${bytes.length} bytes`}`,
    );
  }
  const seconds = source instanceof Float32Array ? `, ${(source.length / sampleRate).toFixed(1)} s` : "";
  const url = `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
  const bundle = {
    "text/plain": `[audio: ${label}${seconds}]`,
    "text/html":
      html`<figure style="margin:0.5em 0"><figcaption>${label}${seconds}</figcaption><audio controls aria-label="${label}" src="${url}"></audio></figure>`
        .markup,
  };
  return { [jupyterDisplay]: () => bundle };
}
