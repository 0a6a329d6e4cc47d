/** 0.3 seconds of two channels: tones of 440 and 660 Hz that grow louder, as whole numbers of 16 bits. */
export const samplingRate = 22_050;
export const channels: readonly Int16Array[] = [440, 660].map((frequency) =>
  Int16Array.from({ length: 0.3 * samplingRate }, (_, i) =>
    Math.round(12_000 * (i / (0.3 * samplingRate)) * Math.sin((2 * Math.PI * frequency * i) / samplingRate)),
  ),
);
