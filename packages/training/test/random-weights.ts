/** Weights from −amplitude to amplitude, the same on every machine. */
export function randomWeights(
  parameters: ReadonlyMap<string, readonly number[]>,
  { seed = 7, amplitude = 1 }: { seed?: number; amplitude?: number } = {},
): Map<string, Float32Array> {
  const random = generator(seed);
  const fill = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => amplitude * (2 * random() - 1));
  return new Map([...parameters].map(([name, shape]) => [name, fill(shape)]));
}

/** mulberry32: the same numbers on every machine. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
