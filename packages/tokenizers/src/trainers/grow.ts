/** `array` if it has more than `index` elements, else a copy of it of half as many again. */
export function grow<A extends Int32Array | Float64Array>(array: A, index: number): A {
  if (index < array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(
    Math.max(index + 1, Math.ceil(array.length * 1.5)),
  );
  larger.set(array);
  return larger;
}
