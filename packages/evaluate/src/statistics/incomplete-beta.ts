/**
 * The regularized incomplete beta function Iₓ(a, b), from 0 to 1, by its continued fraction (DLMF 8.17.22) in Lentz's way.
 *
 * @param x from 0 to 1
 * @param complement 1 - x, for an x so near to 1 that the difference would lose digits
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (x <= 0 || complement <= 0) return x <= 0 ? 0 : 1;
  // The fraction converges fast below the mean; above it, the other tail does.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(complement, b, a, x);
  const lnFront = a * Math.log(x) + b * Math.log(complement) - lnBeta(a, b);
  return (Math.exp(lnFront) / a) * continuedFraction(x, a, b);
}

const smallest = 1e-300;
const awayFromZero = (value: number) => (Math.abs(value) < smallest ? smallest : value);

/** 1 / (1 + d₁ / (1 + d₂ / (1 + …))) */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d);
      c = awayFromZero(1 + term / c);
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0, by C. Lanczos' approximation (1964) with P. Godfrey's coefficients for g = 7. */
function lnGamma(x: number): number {
  const sum = lanczos.reduce(
    (total, coefficient, i) => total + (i === 0 ? coefficient : coefficient / (x - 1 + i)),
  );
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
