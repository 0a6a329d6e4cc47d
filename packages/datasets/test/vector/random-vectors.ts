/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rows around `clusters` centres, after one another. */
export function randomVectors(rows: number, dimensions: number, seed: number, clusters = 20): Float32Array {
  const next = random(seed);
  const centres = Float32Array.from({ length: clusters * dimensions }, () => next() - 0.5);
  return Float32Array.from({ length: rows * dimensions }, (_, i) => {
    const row = Math.floor(i / dimensions);
    return (centres[(row % clusters) * dimensions + (i % dimensions)] ?? 0) + 0.6 * (next() - 0.5);
  });
}

export function rowsOf(values: Float32Array, dimensions: number): number[][] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    Array.from(values.subarray(row * dimensions, (row + 1) * dimensions)),
  );
}
