/** Uniform numbers from 0 to below 1, as `generate` draws them for a seed: https://pracrand.sourceforge.net, sfc32. */
export function randomStream(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0, 0x9e3779b9 | 0, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
