import { program } from "./program.ts";
import { f32, f64, forRange, i32, select, type Variable } from "./wasm-code.ts";

/** Elements that share a scale, as in bitsandbytes. */
export const blockElements = 256;

/**
 * Where the tables of AdamW's 8 bits lie, in bytes: for the first moment and the second the values of the bytes, the
 * boundaries between them, and the numbers of the least float32 of each upper half.
 */
export const tables = {
  values: [0, 1024],
  boundaries: [2048, 3072],
  numbers: [4096, 4096 + 2 ** 16],
  bytes: 4096 + 2 ** 17,
} as const;

/** Where the state of so many blocks lies, in bytes: both moments, and their scales. */
export function stateLayout(blocks: number) {
  const moment = blocks * blockElements;
  return { moments: [0, moment], scales: [2 * moment, 2 * moment + 4 * blocks] } as const;
}

export const adamW8bitPrograms = {
  /**
   * `adamW` of the kernels with moments of 8 bits: byte q of a block with the scale a stands for a · values[q]; the
   * new scale is the largest magnitude in the block, and the parameter moves by the moments before they are rounded.
   * A unit is a block. Tensors: parameter, gradient, state, tables.
   */
  adamW8bit: program(
    4,
    [
      "scale",
      "decay",
      "oneMinusBeta1",
      "oneMinusBeta2",
      "rootBiasCorrection2",
      "epsilon",
      "stepSize",
      "blocks",
      "lastElements",
    ],
    (scope) => {
      const { variables, first, end, coefficients: c, whole, at } = scope;
      const [parameter, gradient, state, table] = scope.tensors;
      const [block, i, from, to] = [variables.i32(), variables.i32(), variables.i32(), variables.i32()];
      const [m, v, g, x] = [variables.f32(), variables.f32(), variables.f32(), variables.f32()];
      const [mMax, vMax, secondMoment] = [variables.i32(), variables.i32(), variables.i32()];
      const [mKept, vKept] = [variables.f32(), variables.f32()];
      const [mInverse, vInverse] = [variables.f32(), variables.f32()];
      const [count, number] = [variables.i32(), variables.i32()];

      const one = f32.const(1);
      const inTable = (offset: number) => i32.add(table, i32.const(offset));
      const momentBytes = i32.mul(whole("blocks"), i32.const(blockElements));
      const scales = i32.add(state, i32.shiftLeft(momentBytes, i32.const(1)));
      const scaleAt = [at(scales, block.get), at(scales, i32.add(block.get, whole("blocks")))] as const;
      const byteAt = [i32.add(state, i.get), i32.add(secondMoment.get, i.get)] as const;
      const value = (moment: 0 | 1) =>
        f32.load(at(inTable(tables.values[moment]), i32.loadByte(byteAt[moment])));
      const moments = [
        ...g.set(f32.mul(f32.load(at(gradient, i.get)), c.scale)),
        ...m.set(f32.add(f32.mul(value(0), mKept.get), f32.mul(g.get, c.oneMinusBeta1))),
        ...v.set(f32.add(f32.mul(value(1), vKept.get), f32.mul(f32.mul(g.get, c.oneMinusBeta2), g.get))),
      ];
      const denominator = f32.add(f32.div(f32.sqrt(v.get), c.rootBiasCorrection2), c.epsilon);
      const moved = f32.sub(
        f32.mul(f32.load(at(parameter, i.get)), c.decay),
        f32.div(f32.mul(m.get, c.stepSize), denominator),
      );
      /** The byte of a number from −1 to 1: that of the least number with its upper half, or the next. */
      const rounded = (moment: 0 | 1, given: Variable, inverse: Variable) => [
        ...x.set(f32.mul(given.get, inverse.get)),
        ...number.set(
          i32.loadByte(
            i32.add(inTable(tables.numbers[moment]), i32.shiftRight(f32.bits(x.get), i32.const(16))),
          ),
        ),
        ...i32.storeByte(
          byteAt[moment],
          i32.add(
            number.get,
            f32.atLeast(x.get, f32.load(at(inTable(tables.boundaries[moment]), number.get))),
          ),
        ),
      ];
      /** Floats that are not negative are in the order of their bits, which are compared faster. */
      const larger = (max: Variable, value: Variable) => [
        ...number.set(f32.bits(value.get)),
        ...max.set(select(number.get, max.get, i32.atLeast(number.get, max.get))),
      ];
      const inverse = (max: Variable) =>
        select(
          f32.div(one, f32.fromBits(max.get)),
          f32.const(0),
          f32.atLeast(f32.fromBits(max.get), f32.const(smallest)),
        );
      const perBlock = [
        ...from.set(i32.mul(block.get, i32.const(blockElements))),
        ...count.set(
          select(
            i32.const(blockElements),
            whole("lastElements"),
            i32.atLeast(i32.sub(whole("blocks"), block.get), i32.const(2)),
          ),
        ),
        ...to.set(i32.add(from.get, count.get)),
        ...mKept.set(f32.mul(f32.load(scaleAt[0]), f32.sub(one, c.oneMinusBeta1))),
        ...vKept.set(f32.mul(f32.load(scaleAt[1]), f32.sub(one, c.oneMinusBeta2))),
        ...mMax.set(i32.const(0)),
        ...vMax.set(i32.const(0)),
        ...forRange(i, from.get, to.get, [
          ...moments,
          ...x.set(f32.abs(m.get)),
          ...larger(mMax, x),
          ...larger(vMax, v),
        ]),
        ...mInverse.set(inverse(mMax)),
        ...vInverse.set(inverse(vMax)),
        ...forRange(i, from.get, to.get, [
          ...moments,
          ...f32.store(at(parameter, i.get), moved),
          ...rounded(0, m, mInverse),
          ...rounded(1, v, vInverse),
        ]),
        ...f32.store(scaleAt[0], f32.fromBits(mMax.get)),
        ...f32.store(scaleAt[1], f32.fromBits(vMax.get)),
      ];
      return [
        ...secondMoment.set(i32.add(state, momentBytes)),
        ...forRange(block, first, end, perBlock),
        ...f64.const0,
      ];
    },
  ),
};

/** Below it the inverse would be infinite. */
const smallest = 2 ** -126;
