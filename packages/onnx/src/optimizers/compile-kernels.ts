import type { Expression } from "./expression.ts";
import { type Kernel, maxCoefficients, maxTensors } from "./kernel.ts";
import { f32, f32x4, f64, f64x2, type Lanes } from "./lanes.ts";
import type { Program } from "./program.ts";
import {
  type Bytes,
  encodeModule,
  f64Zero,
  i32,
  local,
  loopUntil,
  simd,
  valueType,
  type WasmFunction,
} from "./wasm-encoding.ts";

const splatF32: Bytes = simd(0x13);
const drop = 0x1a;
const extractF64 = (lane: 0 | 1): Bytes => [...simd(0x21), lane];

// Parameters of every function: byte offsets of the tensors, count of elements, number of the first, coefficients.
const [count, first] = [maxTensors, maxTensors + 1];
const firstCoefficient = maxTensors + 2;
const parameters = [
  ...Array<number>(maxTensors + 2).fill(valueType.i32),
  ...Array<number>(maxCoefficients).fill(valueType.f32),
];

/**
 * The bytes of a WebAssembly module with a function for each kernel and program, over the shared memory `env.memory`. All take
 * four byte offsets, a count of elements, the number of the first one and nine coefficients, of which a kernel uses
 * what it has, and give a float64: the sum of a reduction, else 0. Each is a loop of vector instructions and one for the elements left over.
 */
export function compileKernels(
  kernels: Readonly<Record<string, Kernel>>,
  programs: Readonly<Record<string, Program>> = {},
): Uint8Array<ArrayBuffer> {
  const functions = Object.entries(kernels).map(([name, kernel]) => new KernelCompiler(kernel).compile(name));
  const others = Object.entries(programs).map(([name, { code }]) => code(name));
  return encodeModule(parameters, valueType.f64, [...functions, ...others]);
}

class KernelCompiler {
  readonly #kernel: Kernel;
  readonly #locals: number[] = [];
  readonly #places: Places;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#places = placesOf(kernel);
  }

  compile(name: string): WasmFunction {
    const body = this.#kernel.sum ? this.#reduction(this.#kernel.sum) : this.#elementwise();
    return { name, locals: this.#locals, body };
  }

  #elementwise(): Bytes {
    const scalars = this.#kernel.coefficients.map((_, i) => firstCoefficient + i);
    const vectors = scalars.map(() => this.#newLocal(f32x4.type));
    const splat = scalars.flatMap((scalar, i) => [
      ...local.get(scalar),
      ...splatF32,
      ...local.set(vectors[i] as number),
    ]);
    const [vector, scalar] = [this.#pass(f32x4, vectors), this.#pass(f32, scalars)];
    return [
      ...splat,
      ...vector.prologue,
      ...scalar.prologue,
      ...this.#loop(8, [...vector.stores(0), ...vector.stores(16)]),
      ...this.#loop(1, scalar.stores(0)),
      ...f64Zero,
    ];
  }

  /** Sums in eight lanes, so that additions need not wait for one another. */
  #reduction(sum: Expression): Bytes {
    const totals = Array.from({ length: 4 }, () => this.#newLocal(f64x2.type));
    const total = this.#newLocal(f64.type);
    const [vector, scalar] = [this.#pass(f64x2, []), this.#pass(f64, [])];
    const accumulate = (into: number, lanes: Lanes, value: Bytes): Bytes => [
      ...lanes.operations.add(
        () => local.get(into),
        () => value,
      ),
      ...local.set(into),
    ];
    const perVector = totals.flatMap((into, i) => accumulate(into, f64x2, vector.value(sum, 8 * i)));
    const lanes = totals.flatMap((from) =>
      ([0, 1] as const).flatMap((lane) => accumulate(total, f64, [...local.get(from), ...extractF64(lane)])),
    );
    return [
      ...this.#loop(8, perVector),
      ...this.#loop(1, accumulate(total, f64, scalar.value(sum, 0))),
      ...lanes,
      ...local.get(total),
    ];
  }

  /** Runs the body as long as `step` elements are left; tensors move on by as many. */
  #loop(step: number, body: Bytes): Bytes {
    const tensors = this.#kernel.tensors.flatMap((_, tensor) => [
      ...local.get(tensor),
      ...i32.const(4 * step),
      ...i32.add,
      ...local.set(tensor),
    ]);
    const isDone = [...local.get(count), ...i32.const(step), ...i32.lessUnsigned];
    const countUp = [...local.get(first), ...i32.const(step), ...i32.add, ...local.set(first)];
    const countDown = [...local.get(count), ...i32.const(step), ...i32.sub, ...local.set(count)];
    return loopUntil(isDone, [...body, ...tensors, ...countUp, ...countDown]);
  }

  /** The instructions for one group of lanes, `offset` bytes from where the tensors are. */
  #pass(lanes: Lanes, coefficients: readonly number[]) {
    const { kept, invariant } = this.#places;
    const newLocal = ({ isInteger }: Expression) =>
      this.#newLocal(isInteger ? lanes.integerType : lanes.type);
    const locals = new Map([...kept].map((expression) => [expression, newLocal(expression)]));
    const emitter = (offset: number, computed: Set<Expression>) => {
      const emit = (expression: Expression): Bytes => {
        const { kind } = expression;
        if (kind.kind === "coefficient") return local.get(coefficients[kind.index] as number);
        const place = locals.get(expression);
        if (place !== undefined && computed.has(expression)) return local.get(place);
        const code = compute(kind);
        computed.add(expression);
        return place === undefined ? code : [...code, ...local.tee(place)];
      };
      const compute = (kind: Exclude<Expression["kind"], { kind: "coefficient" }>): Bytes => {
        if (kind.kind === "load") return [...local.get(kind.tensor), ...lanes.load(offset)];
        if (kind.kind === "index") return lanes.index(first, offset);
        if (kind.kind === "constant") return lanes.constant(kind.value);
        const operation = lanes.operations[kind.kind];
        if (!operation) throw new TypeError(`no operation of a reduction: ${kind.kind}`);
        return operation(...kind.operands.map((operand) => () => emit(operand)));
      };
      return emit;
    };
    const compute = (expressions: Iterable<Expression>, emit: (expression: Expression) => Bytes) =>
      [...expressions].flatMap((expression) => [...emit(expression), drop]);
    const inLoop = (offset: number) => emitter(offset, new Set(invariant));
    /** All values are computed before the first is stored: formulas are over the old elements. */
    const stores = (offset: number): Bytes => {
      const emit = inLoop(offset);
      const values = compute(this.#kernel.stores.values(), emit);
      const writes = [...this.#kernel.stores].flatMap(([tensor, value]) => [
        ...local.get(tensor),
        ...emit(value),
        ...lanes.store(offset),
      ]);
      return [...values, ...writes];
    };
    return {
      prologue: compute(invariant, emitter(0, new Set())),
      stores,
      value: (expression: Expression, offset: number) => inLoop(offset)(expression),
    };
  }

  #newLocal(type: number): number {
    this.#locals.push(type);
    return parameters.length + this.#locals.length - 1;
  }
}

interface Places {
  /** Expressions that are computed into a local: those used more than once, stored ones, and invariants. */
  readonly kept: ReadonlySet<Expression>;
  /** Those that are the same for all elements, which are computed before the loops. */
  readonly invariant: ReadonlySet<Expression>;
}

function placesOf({ stores, sum }: Kernel): Places {
  const seen = new Set<Expression>();
  const invariant = new Set<Expression>();
  const kept = new Set<Expression>(stores.values());
  const visit = (expression: Expression): void => {
    const { kind } = expression;
    if (kind.kind === "coefficient") return;
    if (expression.isInvariant) invariant.add(expression);
    else if (seen.has(expression)) kept.add(expression);
    else {
      seen.add(expression);
      if ("operands" in kind) kind.operands.forEach(visit);
    }
  };
  for (const root of sum ? [sum] : stores.values()) visit(root);
  return { kept: kept.union(invariant), invariant };
}
