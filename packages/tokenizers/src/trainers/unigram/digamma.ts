/**
 * ψ(x) = d/dx ln Γ(x) for x > 0, to about 10 digits: by ψ(x) = ψ(x + 1) − 1/x up to 7, then by the asymptotic series in
 * y = x − ½, ln y + 1/24y² − 7/960y⁴ + 31/8064y⁶ − 127/30720y⁸.
 */
export function digamma(x: number): number {
  let shift = 0;
  while (x < 7) shift += 1 / x++;
  const y = x - 0.5;
  const z = 1 / (y * y);
  return Math.log(y) - shift + z * (1 / 24 - z * (7 / 960 - z * (31 / 8064 - (z * 127) / 30720)));
}
