/**
 * A generator of integers from 0 up to, but not including, its argument (at most 2³²): the same for the same seed, on every
 * machine. It is splitmix32, whose period of 2³² is ample for resampling and nothing else.
 */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return (below) => Math.floor((next() / 2 ** 32) * below);
}
