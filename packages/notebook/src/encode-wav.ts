import { InvalidMediaError } from "./errors.ts";

const headerBytes = 44;

/** How large the file will be. */
export function wavBytes(samples: Float32Array): number {
  return headerBytes + samples.length * 2;
}

/**
 * Samples from -1 to 1 (louder ones are cut) as a mono WAV file of 16-bit PCM, little endian: RIFF header, `fmt `
 * chunk, `data` chunk (Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0, 1991).
 */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array {
  if (!Number.isInteger(sampleRate) || sampleRate <= 0) {
    throw new InvalidMediaError(`sampleRate must be a whole number of samples per second: ${sampleRate}`);
  }
  const dataBytes = samples.length * 2;
  const file = new DataView(new ArrayBuffer(wavBytes(samples)));
  const text = (offset: number, value: string) => {
    for (let i = 0; i < value.length; i++) file.setUint8(offset + i, value.charCodeAt(i));
  };
  text(0, "RIFF");
  file.setUint32(4, wavBytes(samples) - 8, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true); // bytes in this chunk
  file.setUint16(20, 1, true); // PCM
  file.setUint16(22, 1, true); // channels
  file.setUint32(24, sampleRate, true);
  file.setUint32(28, sampleRate * 2, true); // bytes per second
  file.setUint16(32, 2, true); // bytes per sample
  file.setUint16(34, 16, true); // bits per sample
  text(36, "data");
  file.setUint32(40, dataBytes, true);
  for (const [i, sample] of samples.entries()) {
    if (!Number.isFinite(sample))
      throw new InvalidMediaError(`sample ${i} must be a finite number: ${sample}`);
    const loudness = Math.max(-1, Math.min(1, sample));
    file.setInt16(headerBytes + i * 2, Math.round(loudness * 32767), true);
  }
  return new Uint8Array(file.buffer);
}
