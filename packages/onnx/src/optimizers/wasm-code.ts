// Instructions of WebAssembly as functions of their operands, for programs that are no formula of one element.

import { type Bytes, i32 as i32Codes, local, loopUntil, memoryAccess, valueType } from "./wasm-encoding.ts";

const apply =
  (...code: Bytes) =>
  (...operands: readonly Bytes[]): Bytes => [...operands.flat(), ...code];

/** With operands f32, and addresses that are i32. */
export const f32 = {
  const: (value: number): Bytes => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  load: (address: Bytes): Bytes => [...address, ...memoryAccess([0x2a], 2, 0)],
  store: (address: Bytes, value: Bytes): Bytes => [...address, ...value, ...memoryAccess([0x38], 2, 0)],
  add: apply(0x92),
  sub: apply(0x93),
  mul: apply(0x94),
  div: apply(0x95),
  abs: apply(0x8b),
  sqrt: apply(0x91),
  /** 1 or 0, an i32 */
  atLeast: apply(0x60),
  /** The bits, an i32 */
  bits: apply(0xbc),
  fromBits: apply(0xbe),
  toF64: apply(0xbb),
  toInteger: apply(0xa9),
};

export const f64 = { add: apply(0xa0), const0: [0x44, 0, 0, 0, 0, 0, 0, 0, 0] as Bytes };

export const i32 = {
  const: i32Codes.const,
  add: apply(0x6a),
  sub: apply(0x6b),
  mul: apply(0x6c),
  and: apply(0x71),
  shiftLeft: apply(0x74),
  shiftRight: apply(0x76),
  atLeast: apply(0x4f),
  loadByte: (address: Bytes): Bytes => [...address, 0x2d, 0, 0],
  storeByte: (address: Bytes, value: Bytes): Bytes => [...address, ...value, 0x3a, 0, 0],
};

/** The first of two values where the condition is not 0. */
export const select = (first: Bytes, second: Bytes, condition: Bytes): Bytes => [
  ...first,
  ...second,
  ...condition,
  0x1b,
];

/** A variable of a function. */
export interface Variable {
  readonly get: Bytes;
  set(value: Bytes): Bytes;
}

export const variable = (index: number): Variable => ({
  get: local.get(index),
  set: (value) => [...value, ...local.set(index)],
});

/** The variables of a function after its parameters. */
export class Variables {
  readonly types: number[] = [];
  readonly #first: number;

  constructor(parameters: number) {
    this.#first = parameters;
  }

  i32 = (): Variable => this.#new(valueType.i32);
  f32 = (): Variable => this.#new(valueType.f32);
  f64 = (): Variable => this.#new(valueType.f64);

  #new(type: number): Variable {
    this.types.push(type);
    return variable(this.#first + this.types.length - 1);
  }
}

/** for (counter = from; counter < end; counter += step) body */
export function forRange(counter: Variable, from: Bytes, end: Bytes, body: Bytes, step = 1): Bytes {
  return [
    ...counter.set(from),
    ...loopUntil(i32.atLeast(counter.get, end), [
      ...body,
      ...counter.set(i32.add(counter.get, i32.const(step))),
    ]),
  ];
}
