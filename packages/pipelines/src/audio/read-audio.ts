import { AudioInputError } from "../errors.ts";
import { readBytes } from "../load/read-bytes.ts";
import { decodeAudio } from "./decode-audio.ts";
import { resample } from "./resample.ts";

/** A file's path or address, its bytes, or samples that are at the model's rate already. */
export type AudioInput = string | URL | Uint8Array | Float32Array;

/**
 * Sound as a model hears it: one channel, the mean of all, at its sampling rate, which is 16 kHz for most.
 *
 * @throws AudioInputError for what cannot be read, or is no sound
 */
export async function readAudio(input: AudioInput, samplingRate = 16_000): Promise<Float32Array> {
  if (input instanceof Float32Array) {
    if (input.length === 0) throw new AudioInputError("at least one sample expected", input);
    return input;
  }
  const bytes = await readBytes(input, (problem, cause) => new AudioInputError(problem, input, { cause }));
  const { channels, samplingRate: rate } = await decodeAudio(bytes);
  return resample(mean(channels), rate, samplingRate);
}

function mean(channels: readonly Float32Array[]): Float32Array {
  const [first] = channels as [Float32Array];
  if (channels.length === 1) return first;
  return first.map(
    (_, i) => channels.reduce((sum, channel) => sum + (channel[i] as number), 0) / channels.length,
  );
}
