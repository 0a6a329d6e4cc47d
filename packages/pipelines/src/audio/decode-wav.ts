import { AudioInputError } from "../errors.ts";

/** Sound as numbers from −1 to 1, each channel by itself. */
export interface DecodedAudio {
  readonly channels: readonly Float32Array[];
  /** Samples of a channel in a second. */
  readonly samplingRate: number;
}

const formats = { pcm: 1, float: 3, extensible: 0xfffe };

/** Of a format and a number of bits, how a sample is read: whole numbers of n bits are divided by 2ⁿ⁻¹. */
const readers: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  // Eight bits are unsigned, and 128 is silence.
  "1/8": (view, at) => (view.getUint8(at) - 128) / 128,
  "1/16": (view, at) => view.getInt16(at, true) / 2 ** 15,
  "1/24": (view, at) => ((view.getUint16(at, true) << 8) | (view.getInt8(at + 2) << 24)) / 2 ** 31,
  "1/32": (view, at) => view.getInt32(at, true) / 2 ** 31,
  "3/32": (view, at) => view.getFloat32(at, true),
  "3/64": (view, at) => view.getFloat64(at, true),
};

/**
 * Reads a WAV file: PCM of 8, 16, 24 and 32 bits, and floats of 32 and 64. A file that was cut off gives what is there.
 *
 * @throws AudioInputError
 */
export function decodeWav(bytes: Uint8Array): DecodedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (problem: string): never => {
    throw new AudioInputError(`a WAV file expected, ${problem}`, bytes);
  };
  let format: { kind: number; channels: number; samplingRate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.byteLength; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name === "fmt ") {
      if (start + 16 > bytes.byteLength) fail("its format is cut off");
      const kind = view.getUint16(start, true);
      const isExtensible = kind === formats.extensible && start + 26 <= bytes.byteLength;
      format = {
        kind: isExtensible ? view.getUint16(start + 24, true) : kind,
        channels: view.getUint16(start + 2, true),
        samplingRate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true),
      };
    } else if (name === "data") {
      const { kind, channels, samplingRate, bits } = format ?? fail("its samples stand before their format");
      const read = readers[`${kind}/${bits}`] ?? fail(`its format ${kind} of ${bits} bits is not known`);
      if (channels === 0 || samplingRate === 0) fail("it has no channel or no sampling rate");
      const width = bits / 8;
      const count = Math.floor(Math.min(size, bytes.byteLength - start) / (width * channels));
      const sample = (channel: number) => (_: unknown, i: number) =>
        read(view, start + (i * channels + channel) * width);
      return {
        samplingRate,
        channels: Array.from({ length: channels }, (_, channel) =>
          Float32Array.from({ length: count }, sample(channel)),
        ),
      };
    }
    // Chunks begin at even places.
    at = start + size + (size % 2);
  }
  return fail("it has no samples");
}
