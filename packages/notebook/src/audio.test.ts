import { Buffer } from "node:buffer";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { audio } from "./audio.ts";
import { encodeWav } from "./encode-wav.ts";
import { InvalidMediaError, MissingTextAlternativeError, OutputTooLargeError } from "./errors.ts";
import { type Displayable, jupyterDisplay, type MimeBundle } from "./mime-bundle.ts";

const bundle = (value: Displayable) => value[jupyterDisplay]() as MimeBundle;

describe("audio", () => {
  it("plays samples as WAV, with the label in sight and for screen readers", () => {
    const samples = new Float32Array(8000).fill(0.5);
    const shown = bundle(audio(samples, { sampleRate: 16000, label: "a <hum>" }));
    const { document } = parseHTML(`<html><body>${shown["text/html"]}</body></html>`);
    const player = document.querySelector("audio");
    expect(player?.hasAttribute("controls")).toBe(true);
    expect(player?.getAttribute("aria-label")).toBe("a <hum>");
    expect(document.querySelector("figcaption")?.textContent).toBe("a <hum>, 0.5 s");
    expect(player?.getAttribute("src")).toBe(
      `data:audio/wav;base64,${Buffer.from(encodeWav(samples, 16000)).toString("base64")}`,
    );
    expect(shown["text/plain"]).toBe("[audio: a <hum>, 0.5 s]");
  });

  it("plays encoded bytes as they are", () => {
    expect(bundle(audio(Buffer.from("OggS"), { label: "x" }))["text/html"]).toContain(
      'src="data:audio/ogg;base64,T2dnUw=="',
    );
  });

  it("refuses no label, other bytes, and too much sound with the way out", () => {
    const hour = new Float32Array(3600 * 16000);
    expect(() => audio(hour, { label: "an hour", sampleRate: 16000 })).toThrow(OutputTooLargeError);
    expect(() => audio(hour, { label: "an hour", sampleRate: 16000 })).toThrow(
      /\.subarray\(\).*115200044 bytes$/,
    );
    expect(() => audio(Buffer.from("OggS"), { label: "" })).toThrow(MissingTextAlternativeError);
    expect(() => audio(Buffer.from("%PDF"), { label: "x" })).toThrow(InvalidMediaError);
  });
});
