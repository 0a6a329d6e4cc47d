/**
 * The 256 values from −1 or 0 to 1 that a byte stands for, ascending: dynamic tree quantisation of Dettmers, Lewis,
 * Shleifer and Zettlemoyer, "8-bit Optimizers via Block-wise Quantization" (2022), https://arxiv.org/abs/2110.02861,
 * as bitsandbytes has it. Each of seven powers of ten has twice the values of the one below it, in the middle of equal
 * parts of [0.1, 1]; 0 and 1 are values of their own.
 *
 * @param signed with the negatives of all but 1, and half as many in each power of ten
 */
export function dynamicMap(signed: boolean): Float32Array<ArrayBuffer> {
  const powers = 7;
  const values = [0, 1];
  for (let power = 0; power < powers; power++) {
    const parts = 2 ** (signed ? power : power + 1);
    for (let part = 0; part < parts; part++) {
      const value = 10 ** (power - powers + 1) * (0.1 + (0.9 * (part + 0.5)) / parts);
      values.push(value);
      if (signed) values.push(-value);
    }
  }
  return Float32Array.from(values).sort();
}

/** Where the nearest value of a map changes: the middles between neighbours, and last what nothing reaches. */
export function boundariesOf(map: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(map, (value, i) =>
    i + 1 < map.length ? (value + (map[i + 1] as number)) / 2 : Number.POSITIVE_INFINITY,
  );
}

/**
 * For each upper half of a float32's bits, the number of the value nearest to the least float32 with that half. At most one
 * boundary lies between that and the others, so that one comparison finds the number of any.
 */
export function leastNumbers(boundaries: Float32Array): Uint8Array<ArrayBuffer> {
  const bits = new DataView(new ArrayBuffer(4));
  return Uint8Array.from({ length: 2 ** 16 }, (_, upper) => {
    // The least negative number has the largest magnitude.
    bits.setUint32(0, upper * 2 ** 16 + (upper >= 2 ** 15 ? 2 ** 16 - 1 : 0));
    const least = bits.getFloat32(0);
    return Math.max(
      0,
      boundaries.findIndex((boundary) => least < boundary),
    );
  });
}
