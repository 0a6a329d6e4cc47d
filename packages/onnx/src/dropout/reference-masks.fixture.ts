/** Philox-4x32-10 and masks as `DropoutMasks` draws them, in plain integers: one word after the other. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [a = 0n, b = 0n, c = 0n, d = 0n] = counter.map(BigInt);
  let [k0 = 0n, k1 = 0n] = key.map(BigInt);
  for (let round = 0; round < 10; round++) {
    const [p, q] = [a * 0xd2511f53n, c * 0xcd9e8d57n];
    [a, b, c, d] = [(q >> 32n) ^ b ^ k0, q & mask, (p >> 32n) ^ d ^ k1, p & mask];
    [k0, k1] = [(k0 + 0x9e3779b9n) & mask, (k1 + 0xbb67ae85n) & mask];
  }
  return [a, b, c, d].map(Number);
}

interface MaskOptions {
  readonly seed: number;
  readonly step: number;
  /** The number of the site in the model. */
  readonly site: number;
  readonly probability: number;
}

/** The mask of so many elements: quarters of a multiple of 16 elements, of which the last ends early. */
export function referenceMask(length: number, { seed, step, site, probability }: MaskOptions): Float32Array {
  const quarter = Math.ceil(length / 64) * 16;
  const [low, high] = [(x: number) => x % 2 ** 24, (x: number) => Math.floor(x / 2 ** 24)];
  const key = [low(seed), high(seed)];
  const threshold = Math.fround(probability * 2 ** 32);
  return Float32Array.from({ length }, (_, i) => {
    const words = philox([i % quarter, site, low(step), high(step)], key);
    return (words[Math.floor(i / quarter)] as number) >= threshold ? 1 / (1 - probability) : 0;
  });
}
