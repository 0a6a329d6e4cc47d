export interface LogisticRegressionOptions {
  /** λ of the penalty λ/2 · ‖w‖². Default: 1. */
  readonly penalty?: number;
  /** Steps of Nesterov's accelerated gradient. Default: 300. */
  readonly iterations?: number;
}

/**
 * Tells two classes of vectors apart by a plane: minimizes Σ log(1 + exp(−yᵢ (w·xᵢ + b))) + λ/2 · ‖w‖² with y = ±1. Vectors are
 * first shifted to mean 0 and scaled, all features alike, so that their mean squared length is 1.
 *
 * @param labels 0 or 1, one for each vector
 * @returns the logit of a vector: above 0 for class 1
 */
export function logisticRegression(
  vectors: readonly ArrayLike<number>[],
  labels: readonly number[],
  { penalty = 1, iterations = 300 }: LogisticRegressionOptions = {},
): (vector: ArrayLike<number>) => number {
  const width = vectors[0]?.length ?? 0;
  const mean = new Float64Array(width);
  for (const vector of vectors)
    for (let i = 0; i < width; i++) mean[i] = at(mean, i) + at(vector, i) / vectors.length;
  const centred = vectors.map((vector) =>
    Float64Array.from({ length: width }, (_, i) => at(vector, i) - at(mean, i)),
  );
  const length = Math.sqrt(centred.reduce((sum, row) => sum + dot(row, row), 0) / vectors.length) || 1;
  const rows = centred.map((row) => row.map((value) => value / length));
  // The Hessian is at most ¼ Σ (‖x‖² + 1) + λ.
  const step = 1 / (vectors.length / 2 + penalty);
  let [weights, bias] = [new Float64Array(width), 0];
  let [ahead, aheadBias] = [weights, bias];
  for (let k = 0; k < iterations; k++) {
    const gradient = ahead.map((weight) => penalty * weight);
    let slope = 0;
    for (const [i, row] of rows.entries()) {
      const error = 1 / (1 + Math.exp(-dot(ahead, row) - aheadBias)) - (labels[i] ?? 0);
      for (let j = 0; j < width; j++) gradient[j] = at(gradient, j) + error * at(row, j);
      slope += error;
    }
    const [before, beforeBias] = [weights, bias];
    weights = ahead.map((weight, j) => weight - step * at(gradient, j));
    bias = aheadBias - step * slope;
    const momentum = k / (k + 3);
    ahead = weights.map((weight, j) => weight + momentum * (weight - at(before, j)));
    aheadBias = bias + momentum * (bias - beforeBias);
  }
  return (vector) => {
    let logit = bias;
    for (let i = 0; i < width; i++) logit += (at(weights, i) * (at(vector, i) - at(mean, i))) / length;
    return logit;
  };
}

function at(values: ArrayLike<number>, place: number): number {
  return values[place] as number;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}
