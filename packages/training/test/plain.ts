// Float64 arithmetic in plain loops, for the implementations that graphs are checked against.

export type Weights = ReadonlyMap<string, ArrayLike<number>>;
export type Matrix = number[][];

/** The rows of a weight, which is [out, in] or [count, size]. */
export function rows(weights: Weights, name: string, rowLength: number): Matrix {
  const values = vector(weights, name);
  return Array.from({ length: values.length / rowLength }, (_, i) =>
    values.slice(i * rowLength, (i + 1) * rowLength),
  );
}

export function vector(weights: Weights, name: string): number[] {
  const values = weights.get(name);
  if (!values) throw new Error(`reference lacks ${name}`);
  return Array.from(values);
}

/** x Wᵀ + b, with the bias where there is one. */
export function linear(weights: Weights, x: Matrix, name: string): Matrix {
  const w = rows(weights, `${name}.weight`, (x[0] ?? []).length);
  const bias = weights.has(`${name}.bias`) ? vector(weights, `${name}.bias`) : w.map(() => 0);
  return x.map((v) => w.map((row, o) => dot(v, row) + at(bias, o)));
}

export function layerNorm(weights: Weights, x: Matrix, name: string, epsilon: number): Matrix {
  const [scale, bias] = [vector(weights, `${name}.weight`), vector(weights, `${name}.bias`)];
  return x.map((v) => {
    const mean = sum(v) / v.length;
    const deviation = Math.sqrt(sum(v.map((a) => (a - mean) ** 2)) / v.length + epsilon);
    return v.map((a, i) => ((a - mean) / deviation) * at(scale, i) + at(bias, i));
  });
}

/**
 * Attention of several heads, [queries][heads · headDim].
 *
 * @param score from q · k of a head to what the softmax is over
 */
export function attention(
  [q, k, v]: readonly [Matrix, Matrix, Matrix],
  heads: number,
  score: (product: number, place: { query: number; key: number; head: number; headDim: number }) => number,
): Matrix {
  const headDim = (q[0] ?? []).length / heads;
  return q.map((queryRow, query) =>
    Array.from({ length: heads }, (_, head) => {
      const part = (row: number[]) => row.slice(head * headDim, (head + 1) * headDim);
      const scores = k.map((row, key) =>
        score(dot(part(queryRow), part(row)), { query, key, head, headDim }),
      );
      const p = softmax(scores);
      return Array.from({ length: headDim }, (_, f) =>
        sum(v.map((row, key) => at(p, key) * at(part(row), f))),
      );
    }).flat(),
  );
}

export const activation = {
  gelu: (x: number) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  gelu_new: (x: number) => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2,
  relu: (x: number) => Math.max(0, x),
  silu: (x: number) => x / (1 + Math.exp(-x)),
};

/** Its Taylor series, which is accurate to 1e-10 for |x| < 4. */
function erf(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= -(x ** 2) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

export function softmax(x: number[]): number[] {
  const top = Math.max(...x);
  const exps = x.map((v) => Math.exp(v - top));
  return exps.map((v) => v / sum(exps));
}

export function at(x: readonly number[], i: number): number {
  return x[i] as number;
}

export function sum(x: number[]): number {
  return x.reduce((total, v) => total + v, 0);
}

export function dot(a: number[], b: number[]): number {
  return sum(a.map((v, i) => v * at(b, i)));
}

export function add(a: Matrix, b: Matrix): Matrix {
  return a.map((v, i) => v.map((value, j) => value + at(b[i] as number[], j)));
}

export function map(x: Matrix, f: (value: number) => number): Matrix {
  return x.map((v) => v.map(f));
}
