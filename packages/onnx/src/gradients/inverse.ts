/** The order of axes that undoes a Transpose. */
export function inverse(permutation: readonly number[]): number[] {
  return [...permutation.keys()].map((axis) => permutation.indexOf(axis));
}
