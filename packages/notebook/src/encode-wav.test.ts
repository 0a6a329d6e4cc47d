import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import wavefile from "wavefile";
import { encodeWav } from "./encode-wav.ts";
import { InvalidMediaError } from "./errors.ts";

describe("encodeWav", () => {
  it("writes the bytes worked out by hand for two samples at 8 kHz", () => {
    expect(Buffer.from(encodeWav(new Float32Array([1, -0.5]), 8000)).toString("hex")).toBe(
      `${Buffer.from("RIFF").toString("hex")}28000000${Buffer.from("WAVEfmt ").toString("hex")}` +
        "10000000" + // 16 bytes
        "01000100" + // PCM, 1 channel
        "401f0000" + // 8000 samples per second
        "803e0000" + // 16000 bytes per second
        "02001000" + // 2 bytes, 16 bits a sample
        `${Buffer.from("data").toString("hex")}04000000` +
        "ff7f" + // 32767
        "01c0", // -16383 (-16383.5 rounded up)
    );
  });

  it("is what another library decodes", () => {
    const samples = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i / 5) * 1.2);
    const decoded = new wavefile.WaveFile(encodeWav(samples, 16000));
    expect(decoded.fmt).toMatchObject({
      sampleRate: 16000,
      numChannels: 1,
      bitsPerSample: 16,
      audioFormat: 1,
    });
    const cut = [...samples].map((sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767));
    expect([...decoded.getSamples(false, Int16Array)]).toEqual(cut);
  });

  it("refuses samples and rates that are no numbers", () => {
    expect(() => encodeWav(new Float32Array([0, Number.NaN]), 8000)).toThrow(
      "sample 1 must be a finite number: NaN",
    );
    expect(() => encodeWav(new Float32Array(1), Number.NaN)).toThrow(InvalidMediaError);
    expect(() => encodeWav(new Float32Array(1), 0)).toThrow(InvalidMediaError);
  });
});
