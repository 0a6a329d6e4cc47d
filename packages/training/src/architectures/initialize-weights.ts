import type { Initialization, Task } from "./architecture.ts";
import { configuredArchitecture } from "./architectures.ts";
import { buildModel } from "./build-model.ts";
import { normalNumbers, uniformNumbers } from "./normal-numbers.ts";

export interface InitializeOptions {
  readonly task: Task;
  /** A whole number; other seeds give other weights. */
  readonly seed: number;
  /** Where the weights of a parameter go, for instance into shared memory. Default: an array of their own. */
  readonly allocate?: (elementCount: number, parameter: string) => Float32Array;
}

/**
 * The weights a model starts its training with, by parameter: as Hugging Face's library initialises the class for the
 * task, with other random numbers. They depend on the seed and the parameter's name alone, so they are the same on
 * every machine, and a base model's are the same under every head.
 *
 * @param config the content of a `config.json`
 * @throws as `buildModel`
 */
export function initializeWeights(
  config: unknown,
  { task, seed, allocate = (elementCount) => new Float32Array(elementCount) }: InitializeOptions,
): Map<string, Float32Array> {
  const { baseModelPrefix, initialization } = configuredArchitecture(config);
  const { parameters } = buildModel(config, { task });
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of parameters) {
    const count = shape.reduce((product, size) => product * size, 1);
    const own = withoutPrefix(name, baseModelPrefix);
    const start = initialization(name);
    const values = allocate(count, name);
    if (start.kind === "uniform") fillUniformly(values, start.bound, uniformNumbers(seed, own));
    else fill(values, start, normalNumbers(seed, own), count / (shape[0] ?? 1));
    weights.set(name, values);
  }
  return weights;
}

function fill(
  weights: Float32Array,
  start: Exclude<Initialization, { kind: "uniform" }>,
  normalNumber: () => number,
  rowLength: number,
): Float32Array {
  if (start.kind === "constant") return weights.fill(start.value);
  if (start.kind !== "normal") return weights.fill(start.kind === "ones" ? 1 : 0);
  for (let i = 0; i < weights.length; i++) weights[i] = normalNumber() * start.std;
  if (start.zeroRow !== undefined)
    weights.fill(0, start.zeroRow * rowLength, (start.zeroRow + 1) * rowLength);
  return weights;
}

function fillUniformly(weights: Float32Array, bound: number, number: () => number): void {
  for (let i = 0; i < weights.length; i++) weights[i] = bound * (2 * number() - 1);
}

/** The name within the base model, which has no prefix on its own. */
function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : name;
}
