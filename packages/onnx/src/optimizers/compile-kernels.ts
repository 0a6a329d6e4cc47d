import type { Expression, Operation } from "./expression.ts";
import { type Kernel, maxCoefficients, maxTensors } from "./kernel.ts";
import {
  type Bytes,
  encodeModule,
  f64Zero,
  i32,
  local,
  loopUntil,
  memoryAccess,
  simd,
  valueType,
  type WasmFunction,
} from "./wasm-encoding.ts";

/** How many elements an instruction takes, of which type, and the instructions. */
interface Lanes {
  readonly type: number;
  /** The element of the address on the stack, that many bytes further. */
  load(offset: number): Bytes;
  store(offset: number): Bytes;
  readonly operations: Readonly<Record<Operation, Bytes>>;
}

const f32x4: Lanes = {
  type: valueType.v128,
  load: (offset) => memoryAccess(simd(0x00), 4, offset),
  store: (offset) => memoryAccess(simd(0x0b), 4, offset),
  operations: {
    neg: simd(0xe1),
    sqrt: simd(0xe3),
    add: simd(0xe4),
    sub: simd(0xe5),
    mul: simd(0xe6),
    div: simd(0xe7),
  },
};
const f32: Lanes = {
  type: valueType.f32,
  load: (offset) => memoryAccess([0x2a], 2, offset),
  store: (offset) => memoryAccess([0x38], 2, offset),
  operations: { neg: [0x8c], sqrt: [0x91], add: [0x92], sub: [0x93], mul: [0x94], div: [0x95] },
};
const noStore = (): never => {
  throw new TypeError("a reduction does not store");
};
/** Two float32 values, widened. */
const f64x2: Lanes = {
  type: valueType.v128,
  load: (offset) => [...memoryAccess(simd(0x5d), 3, offset), ...simd(0x5f)],
  store: noStore,
  operations: {
    neg: simd(0xed),
    sqrt: simd(0xef),
    add: simd(0xf0),
    sub: simd(0xf1),
    mul: simd(0xf2),
    div: simd(0xf3),
  },
};
const f64: Lanes = {
  type: valueType.f64,
  load: (offset) => [...memoryAccess([0x2a], 2, offset), 0xbb],
  store: noStore,
  operations: { neg: [0x9a], sqrt: [0x9f], add: [0xa0], sub: [0xa1], mul: [0xa2], div: [0xa3] },
};
const splatF32: Bytes = simd(0x13);
const extractF64 = (lane: 0 | 1): Bytes => [...simd(0x21), lane];

// Parameters of every function: byte offsets of the tensors, count of elements, coefficients.
const count = maxTensors;
const firstCoefficient = maxTensors + 1;
const parameters = [
  ...Array<number>(maxTensors + 1).fill(valueType.i32),
  ...Array<number>(maxCoefficients).fill(valueType.f32),
];

/**
 * The bytes of a WebAssembly module with a function for each kernel, over the shared memory `env.memory`. All take
 * four byte offsets, a count of elements and nine coefficients, of which a kernel uses what it has, and give a
 * float64: the sum of a reduction, else 0. Each is a loop of vector instructions and one for the elements left over.
 */
export function compileKernels(kernels: Readonly<Record<string, Kernel>>): Uint8Array<ArrayBuffer> {
  const functions = Object.entries(kernels).map(([name, kernel]) => new KernelCompiler(kernel).compile(name));
  return encodeModule(parameters, valueType.f64, functions);
}

class KernelCompiler {
  readonly #kernel: Kernel;
  readonly #locals: number[] = [];
  /** Expressions used more than once, and stored ones, are computed into a local. */
  readonly #kept: ReadonlySet<Expression>;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#kept = keptExpressions(kernel);
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
      ...local.get(into),
      ...value,
      ...lanes.operations.add,
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
    const countDown = [...local.get(count), ...i32.const(step), ...i32.sub, ...local.set(count)];
    return loopUntil(isDone, [...body, ...tensors, ...countDown]);
  }

  /** The instructions for one group of lanes, `offset` bytes from where the tensors are. */
  #pass(lanes: Lanes, coefficients: readonly number[]) {
    const locals = new Map([...this.#kept].map((expression) => [expression, this.#newLocal(lanes.type)]));
    const emitter = (offset: number) => {
      const computed = new Set<Expression>();
      const emit = (expression: Expression): Bytes => {
        const { kind } = expression;
        if (kind.kind === "coefficient") return local.get(coefficients[kind.index] as number);
        const place = locals.get(expression);
        if (place !== undefined && computed.has(expression)) return local.get(place);
        const code =
          kind.kind === "load"
            ? [...local.get(kind.tensor), ...lanes.load(offset)]
            : [...kind.operands.flatMap(emit), ...lanes.operations[kind.kind]];
        computed.add(expression);
        return place === undefined ? code : [...code, ...local.tee(place)];
      };
      return emit;
    };
    /** All values are computed before the first is stored: formulas are over the old elements. */
    const stores = (offset: number): Bytes => {
      const emit = emitter(offset);
      const drop = 0x1a;
      const entries = [...this.#kernel.stores];
      const values = entries.flatMap(([, value]) => [...emit(value), drop]);
      const writes = entries.flatMap(([tensor, value]) => [
        ...local.get(tensor),
        ...emit(value),
        ...lanes.store(offset),
      ]);
      return [...values, ...writes];
    };
    return { stores, value: (expression: Expression, offset: number) => emitter(offset)(expression) };
  }

  #newLocal(type: number): number {
    this.#locals.push(type);
    return parameters.length + this.#locals.length - 1;
  }
}

function keptExpressions({ stores, sum }: Kernel): Set<Expression> {
  const seen = new Set<Expression>();
  const kept = new Set<Expression>(stores.values());
  const visit = (expression: Expression): void => {
    if (expression.kind.kind === "coefficient") return;
    if (seen.has(expression)) kept.add(expression);
    else {
      seen.add(expression);
      if (expression.kind.kind !== "load") expression.kind.operands.forEach(visit);
    }
  };
  for (const root of sum ? [sum] : stores.values()) visit(root);
  return kept;
}
