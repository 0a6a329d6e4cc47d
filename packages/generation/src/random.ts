/**
 * Uniform numbers from 0 to below 1, always the same for a seed and a stream: the generator sfc32 of
 * https://pracrand.sourceforge.net, two of its outputs for 53 bits.
 *
 * @param seed and `stream`: integers from 0 to below 2³²; streams of one seed are independent of each other
 */
export function randomStream(seed: number, stream: number): () => number {
  let [a, b, c, counter] = [seed | 0, stream | 0, 0x9e3779b9 | 0, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Until seeds that are alike have nothing in common any more.
  for (let i = 0; i < 15; i++) next();
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
