import { AudioInputError } from "../errors.ts";
import { type DecodedAudio, decodeWav } from "./decode-wav.ts";

/** What a decoder of `wasm-audio-decoders` has in common with the others. */
interface FileDecoder {
  readonly ready: Promise<void>;
  free(): unknown;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  /** Of those that go by frames, the whole file at once. */
  decodeFile?(bytes: Uint8Array): Promise<Decoded>;
}

interface Decoded {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
  readonly errors: readonly { readonly message: string }[];
}

const decoders: Readonly<Record<string, () => Promise<FileDecoder>>> = {
  flac: async () => new (await import("@wasm-audio-decoders/flac")).FLACDecoder(),
  ogg: async () => new (await import("@wasm-audio-decoders/ogg-vorbis")).OggVorbisDecoder(),
  mp3: async () => new (await import("mpg123-decoder")).MPEGDecoder(),
};

/**
 * Decodes WAV, FLAC, MP3 and Ogg Vorbis, which are told apart by their first bytes.
 *
 * @throws AudioInputError for anything else, and for a file that is broken
 */
export async function decodeAudio(bytes: Uint8Array): Promise<DecodedAudio> {
  const format = audioFormat(bytes);
  if (format === undefined)
    throw new AudioInputError("sound as WAV, FLAC, MP3 or Ogg Vorbis expected, this is none of them", bytes);
  if (format === "wav") return decodeWav(bytes);
  const decoder = await (decoders[format] as () => Promise<FileDecoder>)();
  await decoder.ready;
  try {
    const decoded = await (decoder.decodeFile?.(bytes) ?? decoder.decode(bytes));
    const { channelData: channels, sampleRate: samplingRate, errors } = decoded;
    if (errors[0]) throw new Error(errors[0].message);
    if (!channels[0]?.length) throw new Error("no samples");
    return { channels, samplingRate };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new AudioInputError(`the ${format} file is broken (${problem})`, bytes, { cause });
  } finally {
    decoder.free();
  }
}

/** By the first bytes: "wav", "flac", "ogg", "mp3", or undefined. */
export function audioFormat(bytes: Uint8Array): string | undefined {
  const text = (start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end));
  if (text(0, 4) === "RIFF" && text(8, 12) === "WAVE") return "wav";
  if (text(0, 4) === "fLaC") return "flac";
  if (text(0, 4) === "OggS" && text(0, 64).includes("vorbis")) return "ogg";
  // A tag, or the eleven set bits that each frame begins with.
  const isFrame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0;
  return text(0, 3) === "ID3" || isFrame ? "mp3" : undefined;
}
