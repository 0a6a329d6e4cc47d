import type { FloatOperation, IntegerOperation } from "./expression.ts";
import { type Bytes, i32, local, memoryAccess, simd, valueType } from "./wasm-encoding.ts";

/** Computes an operand; only the first time it takes more than one instruction. */
type Operand = () => Bytes;
type Code = (...operands: readonly Operand[]) => Bytes;

/** How many elements an instruction takes, of which type, and the instructions. */
export interface Lanes {
  readonly type: number;
  readonly integerType: number;
  /** The element of the address on the stack, that many bytes further. */
  load(offset: number): Bytes;
  store(offset: number): Bytes;
  /** The number of the element `offset` bytes from the first one of this round, whose number is in a local. */
  index(first: number, offset: number): Bytes;
  constant(value: number): Bytes;
  /** Integers are for lanes of 32 bits alone. */
  readonly operations: Readonly<Record<FloatOperation, Code> & Partial<Record<IntegerOperation, Code>>>;
}

/** An instruction that takes its operands from the stack. */
const instruction =
  (...code: Bytes): Code =>
  (...operands) => [...operands.flatMap((operand) => operand()), ...code];

const vector = (opcode: number): Code => instruction(...simd(opcode));

const i32x4Splat: Bytes = simd(0x11);
/** Products of 64 bits: of the first two lanes, and of the others. */
const [lowProducts, highProducts] = [vector(0xde), vector(0xdf)];
/** Their upper halves. */
const oddWords: Bytes = [...simd(0x0d), 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31];

export const f32x4: Lanes = {
  type: valueType.v128,
  integerType: valueType.v128,
  load: (offset) => memoryAccess(simd(0x00), 4, offset),
  store: (offset) => memoryAccess(simd(0x0b), 4, offset),
  index: (first, offset) => [
    ...local.get(first),
    ...i32x4Splat,
    ...simd(0x0c),
    ...[0, 1, 2, 3].flatMap((lane) => [lane + offset / 4, 0, 0, 0]),
    ...simd(0xae),
  ],
  constant: (value) => [...i32.const(value), ...i32x4Splat],
  operations: {
    neg: vector(0xe1),
    sqrt: vector(0xe3),
    add: vector(0xe4),
    sub: vector(0xe5),
    mul: vector(0xe6),
    div: vector(0xe7),
    addInteger: vector(0xae),
    mulLow: vector(0xb5),
    mulHigh: (...operands) => [...lowProducts(...operands), ...highProducts(...operands), ...oddWords],
    xor: vector(0x51),
    and: vector(0x4e),
    atLeast: vector(0x40),
    toInteger: vector(0xf9),
    bits: instruction(),
    fromBits: instruction(),
  },
};

const [extendToI64, i64Mul, i64Const, i64ShiftRight, wrapToI32] = [0xad, 0x7e, 0x42, 0x88, 0xa7];

export const f32: Lanes = {
  type: valueType.f32,
  integerType: valueType.i32,
  load: (offset) => memoryAccess([0x2a], 2, offset),
  store: (offset) => memoryAccess([0x38], 2, offset),
  index: (first, offset) => [...local.get(first), ...i32.const(offset / 4), ...i32.add],
  constant: (value) => i32.const(value),
  operations: {
    neg: instruction(0x8c),
    sqrt: instruction(0x91),
    add: instruction(0x92),
    sub: instruction(0x93),
    mul: instruction(0x94),
    div: instruction(0x95),
    addInteger: instruction(...i32.add),
    mulLow: instruction(0x6c),
    mulHigh: (...operands) => [
      ...operands.flatMap((operand) => [...operand(), extendToI64]),
      ...[i64Mul, i64Const, 32, i64ShiftRight, wrapToI32],
    ],
    xor: instruction(0x73),
    and: instruction(0x71),
    atLeast: (...operands) => [...i32.const(0), ...instruction(0x4f)(...operands), ...i32.sub],
    toInteger: instruction(0xfc, 0x01),
    bits: instruction(0xbc),
    fromBits: instruction(0xbe),
  },
};

const none = (): never => {
  throw new TypeError("a reduction neither stores nor counts");
};
const reduced = { store: none, index: none, constant: none };

/** Two float32 values, widened. */
export const f64x2: Lanes = {
  ...reduced,
  type: valueType.v128,
  integerType: valueType.v128,
  load: (offset) => [...memoryAccess(simd(0x5d), 3, offset), ...simd(0x5f)],
  operations: {
    neg: vector(0xed),
    sqrt: vector(0xef),
    add: vector(0xf0),
    sub: vector(0xf1),
    mul: vector(0xf2),
    div: vector(0xf3),
  },
};

export const f64: Lanes = {
  ...reduced,
  type: valueType.f64,
  integerType: valueType.i32,
  load: (offset) => [...memoryAccess([0x2a], 2, offset), 0xbb],
  operations: {
    neg: instruction(0x9a),
    sqrt: instruction(0x9f),
    add: instruction(0xa0),
    sub: instruction(0xa1),
    mul: instruction(0xa2),
    div: instruction(0xa3),
  },
};
