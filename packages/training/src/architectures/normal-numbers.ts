/**
 * Numbers of the standard normal distribution by Marsaglia's polar method (https://doi.org/10.1137/1006063), the same
 * on every machine for a seed and a name: what they are computed from is exactly rounded everywhere, which Math.log
 * need not be.
 */
export function normalNumbers(seed: number, name: string): () => number {
  const next = uniformNumbers(seed, name);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const number = spare;
      spare = undefined;
      return number;
    }
    let u: number;
    let v: number;
    let square: number;
    do {
      u = 2 * next() - 1;
      v = 2 * next() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * naturalLogarithm(square)) / square);
    spare = v * factor;
    return u * factor;
  };
}

/** sfc32, a small generator of 128 bits of state by Chris Doty-Humphrey, as numbers of 0 up to 1. */
export function uniformNumbers(seed: number, name: string): () => number {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, fnv1a(name), 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** A hash of 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** ln x = e ln 2 + 2 artanh((m − 1) / (m + 1)) for x = m 2ᵉ with m from 1/√2 to 1: finer than float32 needs. */
function naturalLogarithm(x: number): number {
  let [m, exponent] = [x, 0];
  while (m < Math.SQRT1_2) {
    m *= 2;
    exponent--;
  }
  const t = (m - 1) / (m + 1);
  const square = t * t;
  let sum = 0;
  for (let k = 0; k < coefficients.length; k++) sum = sum * square + (coefficients[k] as number);
  return exponent * Math.LN2 + 2 * t * sum;
}

/** artanh t = t + t³/3 + t⁵/5 + …, up to t¹¹, from the last coefficient on. */
const coefficients = Float64Array.from({ length: 6 }, (_, k) => 1 / (11 - 2 * k));
