import { Buffer } from "node:buffer";

const signatures: [mediaType: string, offset: number, signature: string][] = [
  ["image/png", 0, "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF8"],
  ["image/webp", 8, "WEBP"],
  ["audio/wav", 8, "WAVE"],
  ["audio/flac", 0, "fLaC"],
  ["audio/ogg", 0, "OggS"],
  ["audio/mp4", 4, "ftyp"],
  ["audio/mpeg", 0, "ID3"],
];

/** What the bytes are by how they begin; `undefined` for anything a cell cannot show. */
export function mediaType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString("latin1");
  const found = signatures.find(([, offset, signature]) => start.startsWith(signature, offset));
  if (found) return found[0];
  // An MP3 without a tag begins with a frame: eleven bits set, then layer III.
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2) return "audio/mpeg";
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]/i.test(start)
    ? "image/svg+xml"
    : undefined;
}
