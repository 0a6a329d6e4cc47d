import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { assertOutputSize, InvalidMediaError, MissingTextAlternativeError } from "./errors.ts";
import { html } from "./html.ts";
import { mediaType } from "./media-type.ts";
import { type Displayable, jupyterDisplay, type MimeBundle } from "./mime-bundle.ts";

/** Pixels row by row, as in transformers.js' `RawImage`: 1 grey, 2 grey and alpha, 3 RGB, or 4 RGBA bytes each. */
export interface RawPixels {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  channels: number;
}

export interface ImageOptions {
  /** What the picture shows, in words. */
  alt: string;
  /** Shown width in CSS pixels; default its own, never wider than the page. */
  width?: number;
}

/**
 * A picture from PNG, JPEG, GIF, WebP or SVG bytes, from a file with them, or from raw pixels (encoded as PNG).
 * @throws MissingTextAlternativeError without `alt`, InvalidMediaError for other bytes or pixels that do not fit the
 * size, OutputTooLargeError past 2 MiB.
 */
export function image(
  source: Uint8Array | string | URL | RawPixels,
  { alt, width }: ImageOptions,
): Displayable {
  if (!alt?.trim()) throw new MissingTextAlternativeError("image", "alt");
  const show = (bytes: Uint8Array) => imageBundle(bytes, alt, width);
  if (typeof source === "string" || source instanceof URL) source = readFileSync(source);
  if (source instanceof Uint8Array) {
    const bundle = show(source);
    return { [jupyterDisplay]: () => bundle };
  }
  const pixels = checkPixels(source);
  return { [jupyterDisplay]: async () => show((await import("fast-png")).encode(pixels)) };
}

// HTML and not image/png: that has no place for `alt` in JupyterLab.
function imageBundle(bytes: Uint8Array, alt: string, width: number | undefined): MimeBundle {
  const type = mediaType(bytes);
  if (!type?.startsWith("image/")) {
    throw new InvalidMediaError(
      `expected PNG, JPEG, GIF, WebP or SVG bytes: ${type ?? `${bytes.length} bytes`}`,
    );
  }
  assertOutputSize("image", bytes.length, "resize it or encode it as JPEG first");
  const source = `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
  const size = width && html.raw(`width="${Number(width)}"`);
  return {
    "text/plain": `[image: ${alt}]`,
    "text/html": html`<img src="${source}" alt="${alt}" ${size} style="max-width:100%;height:auto">`.markup,
  };
}

function checkPixels(pixels: RawPixels): RawPixels {
  const { data, width, height, channels } = pixels;
  if (![1, 2, 3, 4].includes(channels)) throw new InvalidMediaError(`channels must be 1 to 4: ${channels}`);
  if (!(width > 0 && height > 0) || data.length !== width * height * channels) {
    throw new InvalidMediaError(
      `${width} × ${height} pixels of ${channels} channels need ${width * height * channels} bytes: ${data.length}`,
    );
  }
  return pixels;
}
