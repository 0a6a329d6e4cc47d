import { Buffer } from "node:buffer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { decode, encode } from "fast-png";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidMediaError, MissingTextAlternativeError, OutputTooLargeError } from "./errors.ts";
import { image } from "./image.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

const png = encode({ data: new Uint8Array([1, 2, 3]), width: 1, height: 1, channels: 3 });

async function img(value: Displayable) {
  const { document } = parseHTML(`<html><body>${(await value[jupyterDisplay]())["text/html"]}</body></html>`);
  const element = document.querySelector("img");
  const [head = "", data = ""] = (element?.getAttribute("src") ?? "").split(",");
  return { element, head, bytes: Buffer.from(data, "base64") };
}

describe("image", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "notebook-image-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("shows PNG bytes with the alternative text and the width", async () => {
    const { element, head, bytes } = await img(image(png, { alt: 'a "dot" <b>', width: 32 }));
    expect(head).toBe("data:image/png;base64");
    expect(bytes.equals(png)).toBe(true);
    expect(element?.getAttribute("alt")).toBe('a "dot" <b>');
    expect(element?.getAttribute("width")).toBe("32");
    expect(image(png, { alt: "a dot" })[jupyterDisplay]()).toHaveProperty("text/plain", "[image: a dot]");
    expect((await img(image(png, { alt: "a dot" }))).element?.hasAttribute("width")).toBe(false);
  });

  it("reads a file", async () => {
    const file = path.join(folder, "a dot.png");
    await writeFile(file, png);
    expect((await img(image(file, { alt: "a dot" }))).bytes.equals(png)).toBe(true);
    expect(() => image(path.join(folder, "none.png"), { alt: "x" })).toThrow("ENOENT");
  });

  it("shows an SVG with a script as a picture, where it cannot run", async () => {
    const { head } = await img(image(Buffer.from("<svg><script>alert(1)</script></svg>"), { alt: "x" }));
    expect(head).toBe("data:image/svg+xml;base64");
  });

  it.each([1, 2, 3, 4])("encodes pixels of %d channels as a PNG that decodes to them", async (channels) => {
    const data = Uint8Array.from({ length: 3 * 2 * channels }, (_, i) => (i * 37) % 256);
    const { bytes } = await img(image({ data, width: 3, height: 2, channels }, { alt: "pixels" }));
    const decoded = decode(bytes);
    expect([decoded.width, decoded.height, decoded.channels]).toEqual([3, 2, channels]);
    expect([...decoded.data]).toEqual([...data]);
  });

  it("refuses pixels that do not fit, other bytes, no words and too many bytes", () => {
    const data = new Uint8Array(5);
    expect(() => image({ data, width: 3, height: 2, channels: 1 }, { alt: "x" })).toThrow(
      "3 × 2 pixels of 1 channels need 6 bytes: 5",
    );
    expect(() => image({ data, width: 1, height: 1, channels: 5 }, { alt: "x" })).toThrow(InvalidMediaError);
    expect(() => image(Buffer.from("%PDF"), { alt: "x" })).toThrow(InvalidMediaError);
    expect(() => image(png, { alt: " " })).toThrow(MissingTextAlternativeError);
    expect(() => image(Buffer.concat([png, Buffer.alloc(2 ** 21)]), { alt: "x" })).toThrow(
      OutputTooLargeError,
    );
  });
});
