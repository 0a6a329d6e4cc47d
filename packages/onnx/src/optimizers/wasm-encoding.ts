// The binary format of WebAssembly as far as kernels need it: https://webassembly.github.io/spec/core/binary/

export type Bytes = readonly number[];

export const valueType = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** LEB128 without sign: seven bits a byte, lowest first. */
export function unsigned(value: number): Bytes {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128 with sign, of 32 bits: the last byte's bit 6 is the sign. */
function signed(value: number): Bytes {
  const rest = value >> 7;
  const isLast = rest === ((value & 0x40) === 0 ? 0 : -1);
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}

/** Instructions of the vector extension carry a prefix. */
export const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];

/** A load or store at a constant offset from the address on the stack. */
export const memoryAccess = (opcode: Bytes, alignment: 2 | 3 | 4, offset: number): Bytes => [
  ...opcode,
  alignment,
  ...unsigned(offset),
];

export const local = {
  get: (index: number): Bytes => [0x20, ...unsigned(index)],
  set: (index: number): Bytes => [0x21, ...unsigned(index)],
  tee: (index: number): Bytes => [0x22, ...unsigned(index)],
};

export const i32 = {
  const: (value: number): Bytes => [0x41, ...signed(value)],
  lessUnsigned: [0x49],
  add: [0x6a],
  sub: [0x6b],
};

export const f64Zero: Bytes = [0x44, 0, 0, 0, 0, 0, 0, 0, 0];

/** Repeats the body until the condition, checked before each round, holds. */
export const loopUntil = (condition: Bytes, body: Bytes): Bytes => {
  const [block, loop, breakIf, again, end, noResult] = [0x02, 0x03, [0x0d, 1], [0x0c, 0], 0x0b, 0x40];
  return [block, noResult, loop, noResult, ...condition, ...breakIf, ...body, ...again, end, end];
};

export interface WasmFunction {
  readonly name: string;
  /** Types of the locals after the parameters. */
  readonly locals: Bytes;
  readonly body: Bytes;
}

/** A module of functions of one type over the imported shared memory `env.memory`. */
export function encodeModule(
  parameters: Bytes,
  result: number,
  functions: readonly WasmFunction[],
): Uint8Array<ArrayBuffer> {
  const [sharedWithMaximum, memory, exportedFunction, end] = [3, 2, 0, 0x0b];
  const maximumPages = 2 ** 16;
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...vector(parameters.map((type) => [type])), 1, result]]),
    ...section(2, [
      [...name("env"), ...name("memory"), memory, sharedWithMaximum, 0, ...unsigned(maximumPages)],
    ]),
    ...section(3, Array<Bytes>(functions.length).fill([0])),
    ...section(
      7,
      functions.map((f, index) => [...name(f.name), exportedFunction, ...unsigned(index)]),
    ),
    ...section(
      10,
      functions.map(({ locals, body }) => sized([...vector(locals.map((type) => [1, type])), ...body, end])),
    ),
  ]);
}

const sized = (bytes: Bytes): Bytes => [...unsigned(bytes.length), ...bytes];
const vector = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];
const name = (text: string): Bytes => sized([...Buffer.from(text)]);
const section = (id: number, items: readonly Bytes[]): Bytes => [id, ...sized(vector(items))];
