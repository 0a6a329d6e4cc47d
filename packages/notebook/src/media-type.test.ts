import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { mediaType } from "./media-type.ts";

describe("mediaType", () => {
  it.each([
    ["image/png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["image/jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ["image/gif", Buffer.from("GIF89a")],
    ["image/webp", Buffer.from("RIFF\0\0\0\0WEBPVP8 ")],
    ["audio/wav", Buffer.from("RIFF\0\0\0\0WAVEfmt ")],
    ["audio/flac", Buffer.from("fLaC")],
    ["audio/ogg", Buffer.from("OggS")],
    ["audio/mp4", Buffer.from("\0\0\0\x20ftypM4A ")],
    ["audio/mpeg", Buffer.from("ID3\x04")],
    ["audio/mpeg", Buffer.from([0xff, 0xfb, 0x90, 0x64])],
    ["image/svg+xml", Buffer.from('<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="x"/>')],
    ["image/svg+xml", Buffer.from("\ufeff<svg/ >".replace("/", " "))],
    [undefined, Buffer.from("<html><svg></svg></html>")],
    [undefined, Buffer.from("<svgx>")],
    [undefined, Buffer.alloc(0)],
    [undefined, Buffer.from("%PDF-1.7")],
  ])("tells %s", (type, bytes) => {
    expect(mediaType(bytes)).toBe(type);
  });
});
