import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { WaveFile } from "wavefile";
import { channels, samplingRate } from "../../test/audio/samples.ts";
import { decodeAudio } from "./decode-audio.ts";
import { readAudio } from "./read-audio.ts";
import { resample } from "./resample.ts";

const fixture = (name: string) => join(import.meta.dirname, "..", "..", "test", "audio", "fixtures", name);
const known = channels.map((channel) => Float32Array.from(channel, (value) => value / 2 ** 15));

/** The largest difference, over both channels. */
function difference(ours: readonly Float32Array[], theirs: readonly Float32Array[]): number {
  expect(ours.map(({ length }) => length)).toEqual(theirs.map(({ length }) => length));
  let most = 0;
  for (const [i, channel] of ours.entries())
    for (const [j, value] of channel.entries())
      most = Math.max(most, Math.abs(value - (theirs[i]?.[j] ?? 0)));
  return most;
}

test.each([
  ["8", 2 ** -6],
  ["16", 0],
  ["24", 2 ** -15],
  ["32", 2 ** -15],
  ["32f", 2 ** -15],
  ["64", 2 ** -15],
])("WAV of %s bits, which another library wrote, has the known samples", async (bits, tolerance) => {
  const file = new WaveFile();
  file.fromScratch(2, samplingRate, "16", channels as Int16Array[]);
  if (bits !== "16") file.toBitDepth(bits);
  const decoded = await decodeAudio(file.toBuffer());
  expect(decoded.samplingRate).toBe(samplingRate);
  expect(difference(decoded.channels, known)).toBeLessThanOrEqual(tolerance);
});

test.each([
  ["8", [0, 64, 128, 255], [-1, -0.5, 0, 127 / 128]],
  ["24", [-(2 ** 23), -(2 ** 22) + 1, 0, 2 ** 22], [-1, -0.5 + 2 ** -23, 0, 0.5]],
  ["32", [-(2 ** 31), -(2 ** 30), 256, 2 ** 30], [-1, -0.5, 2 ** -23, 0.5]],
] as const)("whole numbers of %s bits are divided by the largest one", async (bits, numbers, expected) => {
  const file = new WaveFile();
  file.fromScratch(1, 8000, bits, [[...numbers]]);
  expect([...((await decodeAudio(file.toBuffer())).channels[0] ?? [])]).toEqual([...expected]);
});

test("FLAC has the known samples", async () => {
  const decoded = await decodeAudio(await readFile(fixture("tone.flac")));
  expect(decoded.samplingRate).toBe(samplingRate);
  // The decoder divides by 2¹⁵ − 1.
  expect(difference(decoded.channels, known)).toBeLessThan(1.2e-5);
});

test.each(["mp3", "ogg"])("%s has the samples that another decoder makes of it", async (format) => {
  const { buffer, byteOffset, length } = await readFile(fixture(`${format}.s16`));
  const theirs = new Int16Array(buffer.slice(byteOffset, byteOffset + length));
  const decoded = await decodeAudio(await readFile(fixture(`tone.${format}`)));
  expect(decoded.samplingRate).toBe(samplingRate);
  const parted = [0, 1].map((channel) =>
    Float32Array.from({ length: theirs.length / 2 }, (_, i) => (theirs[2 * i + channel] ?? 0) / 2 ** 15),
  );
  // It rounds to 16 bits, and LAME cuts off the last sample's fade.
  expect(difference(decoded.channels, parted)).toBeLessThan(2e-3);
});

test("a tone stays what it is at another rate, and one that is too high for it is silent", () => {
  const tone = (frequency: number, rate: number) =>
    Float32Array.from({ length: rate / 10 }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));
  const middle = (samples: Float32Array) => samples.subarray(100, -100);
  for (const rate of [44_100, 22_050, 8_000, 48_000]) {
    const ours = resample(tone(1000, rate), rate, 16_000);
    expect(ours).toHaveLength(1600);
    expect(difference([middle(ours)], [middle(tone(1000, 16_000))])).toBeLessThan(5e-3);
  }
  const silent = middle(resample(tone(11_000, 44_100), 44_100, 16_000));
  expect(Math.max(...silent.map(Math.abs))).toBeLessThan(5e-3);
  const same = tone(1000, 16_000);
  expect(resample(same, 16_000, 16_000)).toBe(same);
});

test("a model hears one channel at 16 kHz, of a path, an address and bytes", async () => {
  const path = fixture("tone.flac");
  const expected = resample(
    (known[0] as Float32Array).map((value, i) => (value + (known[1]?.[i] ?? 0)) / 2),
    samplingRate,
    16_000,
  );
  const data = `data:audio/flac;base64,${(await readFile(path)).toString("base64")}`;
  for (const input of [path, pathToFileURL(path), `${pathToFileURL(path)}`, await readFile(path), data])
    expect(difference([await readAudio(input)], [expected])).toBeLessThan(2e-5);
  expect(await readAudio(expected)).toBe(expected);
});

test("what is no sound, or broken, is an error that says so", async () => {
  const flac = await readFile(fixture("tone.flac"));
  const wav = new WaveFile();
  wav.fromScratch(1, 8000, "16", [[1, 2, 3]]);
  const bytes = wav.toBuffer();
  const cases: [Uint8Array, string][] = [
    [
      new Uint8Array(12),
      "WAV, FLAC, MP3 or Ogg Vorbis expected, this is none of them: Uint8Array of 12 bytes",
    ],
    [flac.subarray(0, 60), "the flac file is broken (no samples)"],
    [(await readFile(fixture("tone.ogg"))).subarray(0, 400), "the ogg file is broken (no samples)"],
    [Uint8Array.of(0xff, 0xfb, 0x90, ...new Uint8Array(90)), "the mp3 file is broken (no samples)"],
    [bytes.subarray(0, 30), "a WAV file expected, its format is cut off"],
    [bytes.subarray(0, 36), "a WAV file expected, it has no samples"],
    [bytes.with(20, 85), "a WAV file expected, its format 85 of 16 bits is not known"],
  ];
  for (const [broken, message] of cases) {
    await expect(decodeAudio(broken)).rejects.toThrow(message);
    await expect(decodeAudio(broken)).rejects.toMatchObject({ name: "AudioInputError" });
  }
  await expect(readAudio("/no/such.wav")).rejects.toThrow('a file that can be read expected: "/no/such.wav"');
  await expect(readAudio(3 as never)).rejects.toThrow("a path, an address or bytes expected: 3");
  await expect(readAudio(new Float32Array())).rejects.toThrow("at least one sample expected");
});
