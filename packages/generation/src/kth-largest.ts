/** The k-th largest value, k from 1 to the length, in linear time: quickselect on a copy. */
export function kthLargest(values: Float32Array, k: number): number {
  const sorted = values.slice();
  const place = values.length - k;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = sorted[(low + high) >> 1] as number;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((sorted[i] as number) < pivot) i++;
      while ((sorted[j] as number) > pivot) j--;
      if (i > j) break;
      const smaller = sorted[j] as number;
      sorted[j--] = sorted[i] as number;
      sorted[i++] = smaller;
    }
    // Left of i nothing is larger than the pivot, right of j nothing smaller.
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return sorted[place] as number;
}
